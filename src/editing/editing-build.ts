import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { lookup } from "mrmime";
import { otherFolders, type Languages } from "../site/languages/languages.ts";
import { cmsConfig, ENTRY_FORMATS, OWN_ORIGIN, PICTURE_FOLDER } from "./cms-config.ts";
import { PICTURES } from "./cms-fields.ts";
import { EDITOR_BASE, editorBundle } from "./editor-bundle.ts";
import type { EditorData } from "./editor-client.ts";
import type { EditingConfig } from "./editing-config.ts";
import { SIGN_IN_PATH, SIGN_IN_SCRIPT, signInScript } from "./github-sign-in.ts";

/** The address of the editor. */
const EDIT = /^\/edit\/?(?:\?.*)?$/;

export interface EditingBuild {
  readonly editing: EditingConfig | undefined;
  readonly languages: Languages;
  /** The site's own name. */
  readonly name: string;
}

/**
 * Adds the editor at /edit, and does nothing without `editing` in src/site.config.ts. The page is no page of Astro's: it has
 * nothing of the site's, is in no sitemap, and its policy, which header-routes.ts sends, is its own.
 */
export function editingBuild({ editing, languages, name }: EditingBuild): AstroIntegration {
  if (!editing) return { name: "readyslot:editing", hooks: {} };
  let root: URL;
  let cache: string;
  let site: string | undefined;

  const page = (script: string) => {
    const config = cmsConfig(editing, { name, languages, url: site });
    return editorPage({ config, formats: ENTRY_FORMATS, pictures: { name: PICTURES, path: PICTURE_FOLDER }, origin: OWN_ORIGIN }, { script, name, help: signInHelp(editing) });
  };

  /** After the adapter has copied the pages into the output, and after header-routes.ts has looked at them. */
  const last: AstroIntegration = {
    name: "readyslot:editing-page",
    hooks: {
      "astro:build:done": async ({ logger }) => {
        const output = new URL(".vercel/output/", root);
        const { folder, script } = await editorBundle(cache);
        await cp(folder, new URL(`static${EDITOR_BASE}`, output), { recursive: true });
        await mkdir(new URL("static/edit/", output), { recursive: true });
        await writeFile(new URL("static/edit/index.html", output), page(script));
        if (editing.signIn === "own") await writeFile(new URL(`static${SIGN_IN_SCRIPT}`, output), signInScript);
        const file = new URL("config.json", output);
        const built = JSON.parse(await readFile(file, "utf8")) as { routes?: object[] };
        await writeFile(file, JSON.stringify({ ...built, routes: [...previewRoutes(languages), ...(built.routes ?? [])] }, null, 2));
        logger.info(`The editor is at /edit. It changes ${editing.repository} at ${editing.host}.`);
      },
    },
  };

  return {
    name: "readyslot:editing",
    hooks: {
      "astro:config:setup": ({ config, updateConfig, injectRoute, logger }) => {
        ({ root } = config);
        cache = fileURLToPath(config.cacheDir);
        const taken = ["src/content/pages/edit.md", "src/content/pages/edit/index.md", "src/pages/edit.astro", "public/edit/index.html"].find((one) => existsSync(new URL(one, root)));
        if (taken) throw new Error(`${taken} has the address /edit, which the editor needs. Rename the file, or remove \`editing\` from src/site.config.ts.`);
        const lists = readdirSync(new URL("src/content/", root)).filter((file) => /^(?:people|testimonials|faqs|logos)(?:\.[^.]+)?\.yaml$/.test(file));
        if (lists.length > 0) logger.warn(`The editor at /edit cannot change ${lists.join(", ")}: it needs a file for each entry. npm run new entries makes them.`);
        if (editing.signIn === "own") injectRoute({ pattern: SIGN_IN_PATH, entrypoint: new URL("sign-in-route.ts", import.meta.url), prerender: false });
        updateConfig({ integrations: [last] });
      },
      "astro:config:done": ({ config }) => {
        site = config.site;
      },
      "astro:server:setup": ({ server }) => {
        server.middlewares.use(async (request, response, next) => {
          const url = request.url ?? "/";
          if (url === SIGN_IN_SCRIPT) return response.writeHead(200, { "content-type": "text/javascript" }).end(signInScript);
          if (!EDIT.test(url) && !url.startsWith(EDITOR_BASE)) return next();
          try {
            const { folder, script } = await editorBundle(cache);
            const asset = /^[\w.-]+$/.exec(url.slice(EDITOR_BASE.length))?.[0];
            const body = EDIT.test(url) ? page(script) : asset && (await readFile(join(folder, asset)).catch(() => undefined));
            if (!body) return next();
            response.writeHead(200, { "content-type": asset ? (lookup(asset) ?? "application/octet-stream") : "text/html; charset=utf-8" }).end(body);
          } catch (error) {
            next(error);
          }
        });
      },
    },
  };
}

/** The host sends these for the editor; and the CMS's preview of an article in another language has its folder behind /posts. */
function previewRoutes(languages: Languages): object[] {
  const folders = otherFolders(languages);
  return [
    { src: "^/edit(?:/.*)?$", headers: { "x-robots-tag": "noindex, nofollow" }, continue: true },
    ...(folders.length > 0 ? [{ src: `^/posts/(${folders.join("|")})/([a-z0-9/-]+)$`, headers: { Location: "/$1/posts/$2" }, status: 307 }] : []),
  ];
}

const HOSTS = { github: "GitHub", gitlab: "GitLab", gitea: "Gitea" };

/** What an editor needs before the first sign-in. */
export function signInHelp({ host, repository, api, signIn, appId, publish }: EditingConfig): string {
  const place = api ? new URL(api).host : HOSTS[host];
  const account = `You need an account at ${place} with access to ${repository}. If you have none, ask the owner of this site.`;
  if (signIn ?? appId) return account;
  const token = "An access token works like a password. You create it once, in your settings there; the button has a link.";
  const permissions = publish === "review" ? "Contents and Pull requests (read and write), Checks, Commit statuses and Deployments (read)" : "Contents (read and write)";
  return `${account} ${token}${host === "github" ? ` It needs these permissions: ${permissions}.` : ""}`;
}

/** In the CMS's colours, below its buttons to sign in, which make room for it; hidden on its other pages and in low windows. */
const HELP_STYLE = `#help { display: none }
@media (min-height: 600px) { body .container:has(> .inner > .logo ~ .buttons button) { padding-block: 16px 200px; @media (max-width: 500px) { padding-block-end: 260px } }
body:has(.inner > .logo ~ .buttons button) #help { display: block; position: fixed; z-index: 102; inset: auto 0 64px; max-width: 34rem; margin: 0 auto; padding: 0 24px; text-align: center; text-wrap: balance; font: 15px/1.5 var(--sui-font-family-default); color: var(--sui-secondary-foreground-color) } }`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The page, to which the CMS adds its own. */
export function editorPage(data: EditorData, { script, name, help }: { script: string; name: string; help: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>Edit ${escaped(name)}</title>
<style>${HELP_STYLE}</style>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
</head>
<body>
<noscript>The editor needs JavaScript.</noscript>
<p id="help">${escaped(help)}</p>
<script type="application/json" id="editor-data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script type="module" src="${EDITOR_BASE}${script}"></script>
</body>
</html>
`;
}
