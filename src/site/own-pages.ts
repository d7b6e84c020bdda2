/** Pages that a site has besides its content: files in src/pages that the engine does not bring. */
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";

export interface OwnPage {
  /** From the project's root: "src/pages/lab.astro". */
  readonly file: string;
  /** "/lab"; for a route with parameters, its pattern: "/shop/[id]". */
  readonly path: string;
  /** The addresses at which it answers. */
  readonly matches: RegExp;
}

/** The engine's files in src/pages. A new one belongs here. */
export const ENGINES_ROUTE = /^(?:404\.astro|\[\.\.\.slug\]\.astro|admin\/.*|api\/.*|favicon\.svg\.ts|measure\.astro|metrics\.ts|og\/.*|posts\/\[\.\.\.slug\]\.astro|robots\.txt\.ts|rss\.xml\.ts|site\.webmanifest\.ts|sitemap\.xml\.ts)$/;

/** A site's own pages and endpoints, by the names of the files in src/pages. */
export function ownPages(names: readonly string[]): OwnPage[] {
  return names.flatMap((name) => {
    const isRoute = /\.(?:astro|mdx?|html|[cm]?[jt]s)$/.test(name) && !/(?:^|\/)_/.test(name) && !ENGINES_ROUTE.test(name);
    if (!isRoute) return [];
    const path = `/${name.replace(/\.\w+$/, "").replace(/(?:^|\/)index$/, "")}`;
    const pattern = path.split(/(\[[^\]]+\])/).map((part) => (part.startsWith("[...") ? ".*" : part.startsWith("[") ? "[^/]+" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    return [{ file: `src/pages/${name}`, path, matches: new RegExp(`^${pattern.join("").replace(/\/\.\*$/, "(?:/.*)?")}$`) }];
  });
}

/**
 * Adds the built pages that are not content to the sitemap, unless they say `noindex` or that their address is another, and
 * adds the preview pictures of those that use the site's layout. Must come after the integrations of the site's owner.
 */
export function ownPagesBuild(): AstroIntegration {
  let cache: URL;
  let site: string;
  return {
    name: "readyslot:own-pages",
    hooks: {
      "astro:config:setup": ({ config, updateConfig }) => {
        const folder = relative(fileURLToPath(config.root), fileURLToPath(new URL("og", config.cacheDir)));
        updateConfig({ vite: { define: { KEPT_PICTURES: JSON.stringify(folder.replaceAll("\\", "/")) } } });
      },
      "astro:config:done": ({ config }) => {
        cache = config.cacheDir;
        site = config.site ?? "";
      },
      "astro:build:done": async ({ dir, pages }) => {
        const file = new URL("sitemap.xml", dir);
        const xml = await readFile(file, "utf8");
        const listed = new Set([...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = ""]) => url));
        const added: string[] = [];
        for (const { pathname } of pages) {
          const html = await readPage(fileURLToPath(dir), pathname);
          await addPicture(html, dir, cache);
          const url = escaped(new URL(encodeURI(`/${pathname.replaceAll(/^\/|\/$/g, "")}`), site).href);
          if (!listed.has(url) && isIndexed(html, url)) added.push(`<url><loc>${url}</loc></url>`);
        }
        if (added.length > 0) await writeFile(file, xml.replace("</urlset>", () => `${added.toSorted().join("")}</urlset>`));
      },
    },
  };
}

async function readPage(folder: string, pathname: string): Promise<string> {
  const name = pathname.replaceAll(/^\/|\/$/g, "");
  const file = [join(folder, name, "index.html"), join(folder, `${name}.html`)].find((one) => existsSync(one));
  return file ? readFile(file, "utf8") : "";
}

/** Whether a page wants to be found by search engines at this address. */
export function isIndexed(html: string, url: string): boolean {
  const tags = html.match(/<(?:meta|link)\b[^>]*>/gi) ?? [];
  const isHidden = tags.some((tag) => /\sname=["']?(?:robots|googlebot)\b/i.test(tag) && /\bno(?:index|ne)\b/i.test(valueOf(tag, "content") ?? ""));
  const isRedirect = tags.some((tag) => /\shttp-equiv=["']?refresh\b/i.test(tag));
  const canonical = valueOf(tags.find((tag) => /\srel=["']?canonical\b/i.test(tag)), "href");
  return html !== "" && !isHidden && !isRedirect && (canonical === undefined || canonical === url);
}

function valueOf(tag: string | undefined, name: string): string | undefined {
  return new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(tag ?? "")?.slice(1).find((value) => value !== undefined);
}

/** PageHead.astro keeps the picture of a page that is not content in the cache. */
async function addPicture(html: string, dir: URL, cache: URL): Promise<void> {
  const name = /<meta property="og:image" content="[^"]*\/og\/([0-9a-f]{16}\.\w+)"/.exec(html)?.[1];
  if (!name) return;
  const [kept, served] = [new URL(`og/${name}`, cache), new URL(`og/${name}`, dir)];
  if (existsSync(served) || !existsSync(kept)) return;
  await mkdir(new URL("./", served), { recursive: true });
  await copyFile(kept, served);
}

function escaped(url: string): string {
  return url.replaceAll("&", "&amp;");
}
