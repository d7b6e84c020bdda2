import type { Stage } from "../publication.ts";

/** What search engines may read: nothing of a deployment that is there for a review. */
export function robotsText({ site, stage }: { site: URL; stage: Stage }): string {
  const lines =
    stage === "preview"
      ? ["User-agent: *", "Disallow: /"]
      : ["User-agent: *", "Disallow: /admin/", "Disallow: /api/", "Disallow: /measure$", "", `Sitemap: ${new URL("/sitemap.xml", site).href}`];
  return `${lines.join("\n")}\n`;
}
