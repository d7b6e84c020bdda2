import type { EditingConfig } from "./editing-config.ts";

/** The addresses of the editor, as a pattern without anchors. */
export const EDIT_PATTERN = "/edit(?:/.*)?";

const APIS: Readonly<Record<EditingConfig["host"], readonly string[]>> = {
  github: ["https://api.github.com", "https://www.githubstatus.com"],
  gitlab: ["https://gitlab.com", "https://status-api.hostedstatus.com"],
  gitea: ["https://gitea.com"],
};

/** The pictures of people who have changed something. */
const AVATARS: Readonly<Record<EditingConfig["host"], readonly string[]>> = { github: ["https://avatars.githubusercontent.com"], gitlab: ["https://gitlab.com", "https://secure.gravatar.com"], gitea: ["https://gitea.com"] };

/**
 * The content security policy of the editor: scripts of this site alone, none inline and no eval. It may ask the Git host, and
 * keeps pictures and its preview, a frame with style sheets, in the browser's memory.
 */
export function editingPolicy({ host, api, signIn, appId }: EditingConfig): string {
  const origins = api ? [new URL(api).origin] : APIS[host];
  const connect = [...origins, ...(appId && host !== "github" && !api ? [`https://${host}.com`] : []), ...(signIn && signIn !== "own" ? [new URL(signIn).origin] : [])];
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'", "blob:"],
    "img-src": ["'self'", "data:", "blob:", ...(api ? origins : AVATARS[host])],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'", "data:", "blob:", ...new Set(connect)],
    "frame-src": ["'self'", "blob:"],
    "media-src": ["'self'", "blob:"],
    "worker-src": ["'self'", "blob:"],
    "manifest-src": ["'self'", "data:", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
  };
  return Object.entries(directives).map(([name, sources]) => `${name} ${[...new Set(sources)].join(" ")}`).join("; ");
}
