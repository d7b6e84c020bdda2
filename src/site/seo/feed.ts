import { getRssString } from "@astrojs/rss";

export interface Feed {
  site: URL;
  /** Where the feed itself is: "/rss.xml". */
  path: string;
  name: string;
  tagline: string;
  language: string;
  /** The newest first. */
  articles: readonly { path: string; title: string; description: string; author: string; publishDate: Date }[];
}

/** The articles as RSS 2.0. Authors are dc:creator, because RSS's own author is an e-mail address. */
export function feedXml({ site, path, name, tagline, language, articles }: Feed): Promise<string> {
  const self = `<atom:link href="${escaped(new URL(path, site).href)}" rel="self" type="application/rss+xml"/>`;
  return getRssString({
    title: name,
    description: tagline,
    site,
    trailingSlash: false,
    xmlns: { atom: "http://www.w3.org/2005/Atom", dc: "http://purl.org/dc/elements/1.1/" },
    customData: `<language>${escaped(language)}</language>${self}`,
    items: articles.map((article) => ({
      title: article.title,
      description: article.description,
      link: article.path,
      pubDate: article.publishDate,
      customData: `<dc:creator>${escaped(article.author)}</dc:creator>`,
    })),
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
