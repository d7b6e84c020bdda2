import { SitemapStream, streamToPromise } from "sitemap";
import type { Stage } from "../publication.ts";

export interface SitemapEntry {
  /** "/services/audit". */
  path: string;
  /** The day of the last change, where it is known. A guess would teach search engines to ignore it. */
  changed?: Date | undefined;
}

/** The sitemap, with addresses under `site`. */
export async function sitemapXml(site: URL, entries: readonly SitemapEntry[]): Promise<string> {
  const stream = new SitemapStream({ hostname: site.href, lastmodDateOnly: true, xmlns: { news: false, image: false, video: false, xhtml: false } });
  const xml = streamToPromise(stream);
  for (const { path, changed } of entries) stream.write({ url: path, ...(changed && { lastmod: changed.toISOString() }) });
  stream.end();
  return (await xml).toString();
}

interface Searchable {
  path: string;
  entry: { data: { publishDate?: Date | undefined; updated?: Date | undefined; seo: { noindex: boolean; canonical?: string | undefined } } };
}

/** Of the pages that a build has, those that search engines should find under this site's address. */
export function searchable(pages: readonly Searchable[]): SitemapEntry[] {
  return pages.flatMap(({ path, entry: { data } }) =>
    data.seo.noindex || data.seo.canonical ? [] : [{ path, changed: data.updated ?? data.publishDate }],
  );
}

/** What search engines may read: nothing of a deployment that is there for a review. */
export function robotsText({ site, stage }: { site: URL; stage: Stage }): string {
  const lines =
    stage === "preview"
      ? ["User-agent: *", "Disallow: /"]
      : ["User-agent: *", "Disallow: /admin/", "Disallow: /api/", "Disallow: /measure$", "", `Sitemap: ${new URL("/sitemap.xml", site).href}`];
  return `${lines.join("\n")}\n`;
}
