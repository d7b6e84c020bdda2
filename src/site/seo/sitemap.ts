import { SitemapStream, streamToPromise } from "sitemap";
import type { Stage } from "../publication.ts";

export interface SitemapEntry {
  /** "/services/audit". */
  path: string;
  /** The day of the last change, if known. Search engines ignore the field on sites that guess it. */
  changed?: Date | undefined;
  /** The page in all its languages, itself among them, the default language first. */
  languages?: readonly { language: string; path: string }[] | undefined;
}

/** The sitemap, with addresses under `site`. */
export async function sitemapXml(site: URL, entries: readonly SitemapEntry[]): Promise<string> {
  const stream = new SitemapStream({ hostname: site.href, lastmodDateOnly: true, xmlns: { news: false, image: false, video: false, xhtml: entries.some(({ languages = [] }) => languages.length > 0) } });
  const xml = streamToPromise(stream);
  for (const { path, changed, languages = [] } of entries) {
    const links = languages.map((one) => ({ lang: one.language, url: one.path }));
    stream.write({ url: path, ...(changed && { lastmod: changed.toISOString() }), ...(links.length > 0 && { links }) });
  }
  stream.end();
  return (await xml).toString();
}

interface Searchable {
  path: string;
  entry: { data: { publishDate?: Date | undefined; updated?: Date | undefined; seo: { noindex?: boolean | undefined; canonical?: string | undefined } } };
}

/** The pages of a build that search engines should index at this address. */
export function searchable(pages: readonly Searchable[]): SitemapEntry[] {
  return pages.flatMap(({ path, entry: { data } }) =>
    data.seo.noindex || data.seo.canonical ? [] : [{ path, changed: data.updated ?? data.publishDate }],
  );
}

/** robots.txt. Preview deployments are closed to search engines. */
export function robotsText({ site, stage }: { site: URL; stage: Stage }): string {
  const lines =
    stage === "preview"
      ? ["User-agent: *", "Disallow: /"]
      : ["User-agent: *", "Disallow: /admin/", "Disallow: /api/", "Disallow: /measure$", "", `Sitemap: ${new URL("/sitemap.xml", site).href}`];
  return `${lines.join("\n")}\n`;
}
