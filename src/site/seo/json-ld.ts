import type { BlogPosting, BreadcrumbList, DayOfWeek, FAQPage, Graph, LocalBusiness, Organization, Thing, VideoObject, WebPage, WebSite } from "schema-dts";
import type { OrganizationFields } from "../schema/site.ts";

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
  organization: { name: string; email: string; profiles: readonly string[]; place?: OrganizationFields | undefined };
  /** The name of the home page in a breadcrumb. */
  home: string;
  /** The path of the home page in this language; "/" if it is left out. */
  homePath?: string;
  /** The pages between the home page and this one, from the top. */
  breadcrumb: readonly { label: string; path: string }[];
  faq: readonly { question: string; answer: string }[];
  /** The videos of the page, with absolute addresses. */
  videos?: readonly DescribedVideo[] | undefined;
  article?: { publishDate: Date; updated?: Date | undefined; author: string; image: string } | undefined;
}

export interface DescribedVideo {
  name: string;
  description?: string | undefined;
  /** The address of its picture. */
  image: string;
  uploaded: Date;
  /** "3:20" */
  length?: string | undefined;
  /** The address of its file or of its player. */
  file?: string | undefined;
  player?: string | undefined;
}

/** The page as one schema.org graph. The home page describes the whole site; other pages refer to it. */
export function structuredData(page: DescribedPage): Graph {
  const things: Thing[] = [webPage(page)];
  if (page.path === "/") things.unshift(organization(page), webSite(page));
  if (hasBreadcrumb(page)) things.push(breadcrumbList(page));
  if (page.article) things.push(blogPosting(page, page.article));
  things.push(...(page.videos ?? []).map((video) => videoObject(page, video)));
  return { "@context": "https://schema.org", "@graph": things };
}

/** JSON for a script element: no text in it can end the element or begin a comment. */
export function jsonLdText(graph: Graph): string {
  return JSON.stringify(graph).replaceAll("<", "\\u003c");
}

const urlOf = ({ site }: DescribedPage, path: string) => new URL(path, site).href;
const organizationId = (page: DescribedPage) => urlOf(page, "/#organization");
const webSiteId = (page: DescribedPage) => urlOf(page, "/#website");
const hasBreadcrumb = ({ breadcrumb, article, path, homePath = "/" }: DescribedPage) => breadcrumb.length > 0 || article !== undefined || path.slice(homePath.length).split("/").length > (homePath === "/" ? 1 : 2);

/** With an address it is a LocalBusiness, which Google shows with its opening hours. */
function organization(page: DescribedPage): Organization | LocalBusiness {
  const { name, email, profiles, place } = page.organization;
  const { address, phone, hours = [], priceRange } = place ?? {};
  return {
    "@type": (address ? (place?.type ?? "LocalBusiness") : "Organization") as "LocalBusiness",
    "@id": organizationId(page),
    name,
    url: urlOf(page, "/"),
    logo: urlOf(page, "/og/logo.png"),
    email,
    ...(phone && { telephone: phone }),
    ...(address && {
      address: {
        "@type": "PostalAddress",
        streetAddress: address.street,
        ...(address.postalCode && { postalCode: address.postalCode }),
        addressLocality: address.city,
        ...(address.region && { addressRegion: address.region }),
        addressCountry: address.country,
      },
      image: urlOf(page, "/og/logo.png"),
      ...(priceRange && { priceRange }),
      ...(hours.length > 0 && { openingHoursSpecification: hours.map(openingHours) }),
    }),
    ...(profiles.length > 0 && { sameAs: [...profiles] }),
  };
}

const DAYS: Readonly<Record<string, string>> = { Mo: "Monday", Tu: "Tuesday", We: "Wednesday", Th: "Thursday", Fr: "Friday", Sa: "Saturday", Su: "Sunday" };

/** "Mo-Fr 09:00-17:30", "Sa 10:00-13:00". A range may go over Sunday. */
function openingHours(text: string) {
  const [days = "", times = ""] = text.split(" ");
  const [opens = "", closes = ""] = times.split("-");
  const names = Object.keys(DAYS);
  const [from = 0, to = from] = days.split("-").map((day) => names.indexOf(day));
  const dayOfWeek = Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => DAYS[names[(from + i) % 7] ?? ""] as DayOfWeek);
  return { "@type": "OpeningHoursSpecification" as const, dayOfWeek, opens, closes };
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
  const links = [{ label: page.home, path: page.homePath ?? "/" }, ...page.breadcrumb];
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

function videoObject(page: DescribedPage, { name, description = page.description, image, uploaded, length, file, player }: DescribedVideo): VideoObject {
  return {
    "@type": "VideoObject",
    name,
    description,
    thumbnailUrl: image,
    uploadDate: uploaded.toISOString(),
    ...(length && { duration: durationOf(length) }),
    ...(file && { contentUrl: file }),
    ...(player && { embedUrl: player }),
    inLanguage: page.language,
  };
}

/** ISO 8601's duration of "3:20" or "1:02:45": PT3M20S, PT1H2M45S. */
function durationOf(length: string): string {
  const [seconds = 0, minutes = 0, hours = 0] = length.split(":").map(Number).toReversed();
  return `PT${hours ? `${hours}H` : ""}${hours || minutes ? `${minutes}M` : ""}${seconds}S`;
}
