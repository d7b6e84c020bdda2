import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { POLICY_KINDS, type PolicyKind } from "./policy-source.ts";

/** Sources for the parts of the policy, beyond those that every page has. */
export type PageNeeds = Partial<Record<PolicyKind | "media" | "worker", readonly string[]>>;

export interface BuiltSite {
  /** The folder of the files that are served. */
  readonly folder: string;
  /** The inline scripts that the policy allows on every page. */
  readonly inlineScripts: ReadonlySet<string>;
}

const SELF = "'self'";

/** The players of videos that a page may load after a click: see site/video. */
export const PLAYERS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"];
const DATA_BLOCK = /(?:^|\s)type=["']?(?!module\b|text\/javascript\b|application\/javascript\b|importmap\b|speculationrules\b)[^\s"'>]/i;

/**
 * What a built page needs beyond the site's policy: the hashes of its inline scripts, and this site's own style sheets, workers,
 * media, frames and data: pictures. A page of the engine without an island needs nothing.
 *
 * Besides the players of videos, only files of this site are allowed by themselves: libraries have code for workers made of text that no page uses. Other
 * sites belong in `policy` of src/site.config.ts, where the owner sees them.
 */
export function pageNeeds(html: string, { folder, inlineScripts }: BuiltSite): PageNeeds {
  // The engine's scripts wait in templates. One with a shadow root is shown at once.
  const shown = html.replaceAll(/<template\b(?![^>]*\sshadowrootmode\b)[\s\S]*?<\/template>/gi, "");
  const scripts = [...shown.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)].map(([, attributes = "", text = ""]) => ({ attributes, text: text.replaceAll(/\r\n?/g, "\n") }));
  const inline = scripts.filter(({ attributes, text }) => !/(?:^|\s)src=/i.test(attributes) && !DATA_BLOCK.test(attributes) && text !== "" && !inlineScripts.has(text));
  const code = filesOf(shown, folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const runs = (pattern: RegExp) => [...inline.map(({ text }) => text), ...code].some((text) => pattern.test(text));
  const needs: Record<keyof PageNeeds, readonly string[]> = {
    script: [...inline.map(({ text }) => hashSource(text)), ...(runs(/\.wasm\b/) ? ["'wasm-unsafe-eval'"] : [])],
    style: /<link\b[^>]*\brel=["']?stylesheet\b[^>]*\bhref=["']?\/(?!\/)|<link\b[^>]*\bhref=["']?\/(?!\/)[^>]*\brel=["']?stylesheet\b/i.test(shown) || runs(/\.css["'`]/) ? [SELF] : [],
    img: /\b(?:src|srcset|poster)=["']?data:image\/|url\(["']?data:image\//i.test(shown) ? ["data:"] : [],
    font: /url\(["']?data:(?:application\/(?:x-)?)?font/i.test(shown) ? ["data:"] : [],
    media: /<(?:video|audio|source|track)\b[^>]*\ssrc=["']?\/(?!\/)/i.test(shown) ? [SELF] : [],
    frame: [...(/<iframe\b[^>]*\ssrc=["']?\/(?!\/)/i.test(shown) ? [SELF] : []), ...playersIn(shown)],
    worker: runs(/\bnew (?:Shared)?Worker\(\s*(?:new URL\(|["'`]\/)|\bserviceWorker\b[^;]*\bregister\(/) ? [SELF] : [],
    connect: [],
    form: [],
  };
  return Object.fromEntries(Object.entries(needs).flatMap(([kind, sources]) => (sources.length > 0 ? [[kind, [...new Set(sources)].toSorted()]] : [])));
}

/** The origins of the players of a page's videos. Only the section "video" has such attributes: texts cannot contain HTML. */
function playersIn(html: string): string[] {
  return PLAYERS.filter((origin) => html.includes(`data-player="${origin}/`));
}

/** The needs of several pages together. */
export function allNeeds(needs: readonly PageNeeds[]): PageNeeds {
  const kinds = [...POLICY_KINDS, "media", "worker"] as const;
  return Object.fromEntries(kinds.flatMap((kind) => {
    const sources = [...new Set(needs.flatMap((one) => one[kind] ?? []))];
    return sources.length > 0 ? [[kind, sources]] : [];
  }));
}

/** The hash source of a script's text. */
export function hashSource(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

/** The modules of this site that a page loads by itself, with all that they import: its own scripts and those of its islands. */
function filesOf(html: string, folder: string): string[] {
  const named = [...html.matchAll(/\b(?:src|component-url|renderer-url|before-hydration-url)="(\/[^"?]+\.m?js)/g)].map(([, path = ""]) => path);
  const found = new Set(named);
  for (const file of found) {
    if (!existsSync(join(folder, file))) found.delete(file);
    else for (const [, path = ""] of readFileSync(join(folder, file), "utf8").matchAll(/\b(?:from|import)\s*\(?\s*["'`](\.{1,2}\/[^"'`]+\.m?js)["'`]/g)) found.add(posix.join(posix.dirname(file), path));
  }
  return [...found];
}
