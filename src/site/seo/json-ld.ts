import type { BlogPosting, BreadcrumbList, FAQPage, Graph, Organization, Thing, WebPage, WebSite } from "schema-dts";

/** The data of a page for search engines, with absolute addresses. */
export interface DescribedPage {
  /** The site's origin, "https://example.com". */
  site: string;
  /** "/services/audit". */
  path: string;
  title: string;
  description: string;
  /** "en", "pt-BR". */
  language: string;
  organization: { name: string; email: string; profiles: readonly string[] };
  /** The name of the home page in a breadcrumb. */
  home: string;
  /** The pages between the home page and this one, from the top. */
  breadcrumb: readonly { label: string; path: string }[];
  faq: readonly { question: string; answer: string }[];
  article?: { publishDate: Date; updated?: Date | undefined; author: string; image: string } | undefined;
}

/** The page as one schema.org graph. The home page describes the whole site; other pages refer to it. */
export function structuredData(page: DescribedPage): Graph {
  const things: Thing[] = [webPage(page)];
  if (page.path === "/") things.unshift(organization(page), webSite(page));
  if (hasBreadcrumb(page)) things.push(breadcrumbList(page));
  if (page.article) things.push(blogPosting(page, page.article));
  return { "@context": "https://schema.org", "@graph": things };
}

/** JSON for a script element: no text in it can end the element or begin a comment. */
export function jsonLdText(graph: Graph): string {
  return JSON.stringify(graph).replaceAll("<", "\\u003c");
}

const urlOf = ({ site }: DescribedPage, path: string) => new URL(path, site).href;
const organizationId = (page: DescribedPage) => urlOf(page, "/#organization");
const webSiteId = (page: DescribedPage) => urlOf(page, "/#website");
const hasBreadcrumb = ({ breadcrumb, article, path }: DescribedPage) => breadcrumb.length > 0 || article !== undefined || path.split("/").length > 2;

function organization(page: DescribedPage): Organization {
  const { name, email, profiles } = page.organization;
  return {
    "@type": "Organization",
    "@id": organizationId(page),
    name,
    url: urlOf(page, "/"),
    logo: urlOf(page, "/og/logo.png"),
    email,
    ...(profiles.length > 0 && { sameAs: [...profiles] }),
  };
}

function webSite(page: DescribedPage): WebSite {
  return {
    "@type": "WebSite",
    "@id": webSiteId(page),
    name: page.organization.name,
    url: urlOf(page, "/"),
    inLanguage: page.language,
    publisher: { "@id": organizationId(page) },
  };
}

/** A page with questions is an FAQPage, a subtype of WebPage. */
function webPage(page: DescribedPage): WebPage | FAQPage {
  const about = {
    "@id": urlOf(page, page.path),
    url: urlOf(page, page.path),
    name: page.title,
    description: page.description,
    inLanguage: page.language,
    isPartOf: { "@id": webSiteId(page) },
    ...(hasBreadcrumb(page) && { breadcrumb: { "@id": urlOf(page, `${page.path}#breadcrumb`) } }),
  } as const;
  const questions = [...new Map(page.faq.map((entry) => [entry.question, entry.answer]))];
  if (questions.length === 0) return { "@type": "WebPage", ...about };
  return {
    "@type": "FAQPage",
    ...about,
    mainEntity: questions.map(([name, text]) => ({ "@type": "Question", name, acceptedAnswer: { "@type": "Answer", text } })),
  };
}

/** The last item is the page itself, which needs no address. */
function breadcrumbList(page: DescribedPage): BreadcrumbList {
  const links = [{ label: page.home, path: "/" }, ...page.breadcrumb];
  return {
    "@type": "BreadcrumbList",
    "@id": urlOf(page, `${page.path}#breadcrumb`),
    itemListElement: [
      ...links.map(({ label, path }, i) => ({ "@type": "ListItem" as const, position: i + 1, name: label, item: urlOf(page, path) })),
      { "@type": "ListItem", position: links.length + 1, name: page.title },
    ],
  };
}

function blogPosting(page: DescribedPage, { publishDate, updated, author, image }: NonNullable<DescribedPage["article"]>): BlogPosting {
  const { name } = page.organization;
  return {
    "@type": "BlogPosting",
    "@id": urlOf(page, `${page.path}#article`),
    headline: page.title,
    description: page.description,
    image,
    datePublished: publishDate.toISOString(),
    dateModified: (updated ?? publishDate).toISOString(),
    author: { "@type": "Person", name: author },
    // In full, because the description of the whole site is on another page.
    publisher: { "@type": "Organization", "@id": organizationId(page), name, logo: urlOf(page, "/og/logo.png"), url: urlOf(page, "/") },
    mainEntityOfPage: { "@id": urlOf(page, page.path) },
    inLanguage: page.language,
  };
}
