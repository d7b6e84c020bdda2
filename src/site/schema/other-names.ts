/**
 * Names that other site generators use for our fields, and names that editors often try first. The check proposes
 * ours instead. Upper case, hyphens and underscores make no difference.
 */
export const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  after: ["afterBooking", "next", "redirect", "redirectTo", "redirectUrl", "success", "successPage", "successRedirectUrl", "thanks", "thankYou", "thankYouPage"],
  alt: ["altText", "alternative", "caption", "description", "title"],
  answer: ["a", "reply", "text"],
  author: ["authors", "by", "byline", "writer", "writtenBy", "createdBy"],
  by: ["author", "person", "speaker", "name"],
  canonical: ["canonicalUrl", "canonicalLink", "canonicalAddress"],
  columns: ["lists", "items"],
  cta: ["action", "button", "callToAction"],
  description: ["desc", "abstract", "excerpt", "intro", "lead", "metaDescription", "summary", "teaser", "subtitle"],
  draft: ["isDraft", "hidden", "unpublished"],
  email: ["mail", "contact", "emailAddress"],
  event: ["booking", "calLink", "link", "url"],
  eyebrow: ["kicker", "overline"],
  from: ["address", "old", "oldUrl", "path", "source", "url"],
  headerButton: ["header", "headerCta", "headerLink", "menuButton", "navButton", "topButton"],
  hero: ["header", "banner", "top"],
  heading: ["title", "headline", "header", "name"],
  href: ["link", "url", "to", "target", "address"],
  image: ["cover", "coverImage", "featuredImage", "featureImage", "heroImage", "img", "ogImage", "photo", "picture", "socialImage", "thumbnail", "banner"],
  includes: ["features", "items", "contains", "included"],
  items: ["entries", "list", "points", "questions", "faqs", "people", "logos", "testimonials", "steps", "cards"],
  label: ["text", "title", "name"],
  language: ["lang", "locale"],
  limit: ["count", "max", "number"],
  link: ["calLink", "event", "href", "path", "slug", "url"],
  name: ["title", "fullName", "person", "client", "company"],
  nav: ["menu", "navigation"],
  note: ["footnote", "hint", "smallPrint"],
  order: ["weight", "position", "sort", "sortOrder", "menuOrder", "index"],
  per: ["interval", "period", "unit"],
  place: ["location", "menu", "where"],
  plans: ["items", "prices", "tiers"],
  prefill: ["answers", "defaults", "fields", "form", "params", "prefilled", "query", "responses", "values"],
  price: ["amount", "cost", "costs"],
  profiles: ["social", "socials", "links", "sameAs"],
  publishDate: ["date", "day", "pubDate", "pubDatetime", "published", "publishedAt", "publishedOn", "publishedDate", "publicationDate", "datePublished", "created", "createdAt", "createdOn", "releaseDate"],
  query: ["add", "parameters", "params", "search", "utm"],
  question: ["q", "title", "heading"],
  redirectFrom: ["alias", "aliases", "oldUrls", "oldAddresses", "redirect", "redirects", "redirectsFrom"],
  role: ["function", "job", "jobTitle", "position"],
  sections: ["blocks", "components", "content", "parts"],
  src: ["file", "image", "path", "source", "url"],
  tagline: ["claim", "motto", "slogan", "subtitle"],
  text: ["body", "content", "copy", "desc", "description", "intro", "summary"],
  title: ["headline", "heading", "metaTitle", "name", "pageTitle", "seoTitle"],
  translationOf: ["original", "originalPage", "translates", "translation", "translationKey"],
  unpublishDate: ["archiveDate", "end", "endDate", "ends", "expirationDate", "expire", "expires", "expiresAt", "expiryDate", "offline", "unpublish", "unpublishAt", "unpublishedAt", "unpublishOn", "until", "validUntil"],
  updated: ["dateModified", "lastmod", "lastModified", "lastUpdated", "modified", "modifiedAt", "revised", "updatedAt", "updatedDate", "updatedOn", "updateDate"],
};

/** Names under which others say whether a page is public. Here it is, unless it says `draft: true`. */
export const PUBLIC_NAMES: readonly string[] = ["public", "publish", "published", "isPublished", "live", "visible"];

/** Names under which others give a page's address. Here it is the file's own. */
export const ADDRESS_NAMES: readonly string[] = ["permalink", "slug", "url", "path", "address"];
