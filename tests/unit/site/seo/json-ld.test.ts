import { describe, expect, test } from "vitest";
import { jsonLdText, structuredData, type DescribedPage } from "../../../../src/site/seo/json-ld.ts";
import { structuredDataErrors } from "../../../fixtures/content/structured-data.ts";

const PAGE: DescribedPage = {
  site: "https://example.com/",
  path: "/services",
  title: "Services",
  description: "What we do, and what it costs.",
  language: "en",
  organization: { name: "Lapwing", email: "hello@example.com", profiles: ["https://social.example/lapwing"] },
  home: "Home",
  breadcrumb: [],
  faq: [],
};
const PLACE = {
  type: "Dentist" as const,
  phone: "+49 30 1234567",
  address: { street: "Hauptstraße 1", postalCode: "10115", city: "Berlin", country: "DE" },
  hours: ["Mo-Fr 08:00-18:00", "Sa-Mo 10:00-12:00"],
  priceRange: "€€",
};
const ARTICLE = { publishDate: new Date("2026-11-02"), author: "Mara Lindqvist", image: "https://example.com/og/a.png" };

/** The things of the page's graph, by type, as a reader of the page's text gets them. */
function read(changes: Partial<DescribedPage>) {
  const { "@graph": things } = JSON.parse(jsonLdText(structuredData({ ...PAGE, ...changes }))) as { "@graph": Record<string, unknown>[] };
  return { types: things.map((thing) => thing["@type"]), of: (type: string) => things.find((thing) => thing["@type"] === type) };
}

test("pages in another language belong to the site that its home page describes, and their breadcrumb begins with their own home page", () => {
  const german = { language: "de", homePath: "/de", home: "Startseite" };
  expect(read({ ...german, path: "/de" }).types).toEqual(["WebPage"]);
  expect(read({ ...german, path: "/de/services" }).types).toEqual(["WebPage"]);
  const below = read({ ...german, path: "/de/services/audit", breadcrumb: [{ label: "Leistungen", path: "/de/services" }] });
  expect(below.of("WebPage")).toMatchObject({ isPartOf: { "@id": "https://example.com/#website" } });
  expect(below.of("BreadcrumbList")).toMatchObject({ itemListElement: [{ name: "Startseite", item: "https://example.com/de" }, { name: "Leistungen" }, { name: "Services" }] });
});

describe("the structured data", () => {
  test("of the home page describes the site's owner", () => {
    const { types, of } = read({ path: "/" });
    expect(types).toEqual(["Organization", "WebSite", "WebPage"]);
    expect(of("Organization")).toEqual({
      "@type": "Organization",
      "@id": "https://example.com/#organization",
      name: "Lapwing",
      url: "https://example.com/",
      logo: "https://example.com/og/logo.png",
      email: "hello@example.com",
      sameAs: ["https://social.example/lapwing"],
    });
    expect(of("WebSite")).toMatchObject({ name: "Lapwing", url: "https://example.com/", publisher: { "@id": "https://example.com/#organization" } });
  });

  test("without profiles contains none", () => {
    expect(read({ path: "/", organization: { ...PAGE.organization, profiles: [] } }).of("Organization")).not.toHaveProperty("sameAs");
  });

  test("of an owner with an address is a local business with its opening hours", () => {
    const { types, of } = read({ path: "/", organization: { ...PAGE.organization, place: PLACE } });
    expect(types[0]).toBe("Dentist");
    expect(of("Dentist")).toMatchObject({
      telephone: "+49 30 1234567",
      address: { "@type": "PostalAddress", streetAddress: "Hauptstraße 1", postalCode: "10115", addressLocality: "Berlin", addressCountry: "DE" },
      openingHoursSpecification: [
        { dayOfWeek: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"], opens: "08:00", closes: "18:00" },
        { dayOfWeek: ["Saturday", "Sunday", "Monday"], opens: "10:00", closes: "12:00" },
      ],
    });
  });

  test("of an owner with a telephone alone stays an organization", () => {
    const { of } = read({ path: "/", organization: { ...PAGE.organization, place: { type: "Dentist", phone: PLACE.phone } } });
    expect(of("Organization")).toMatchObject({ telephone: PLACE.phone });
  });

  test("of a top-level page has no breadcrumb", () => {
    expect(read({}).types).toEqual(["WebPage"]);
    expect(read({}).of("WebPage")).not.toHaveProperty("breadcrumb");
  });

  test("of a nested page has a breadcrumb from the home page to the page itself", () => {
    const { of } = read({ path: "/services/audit", title: "The audit", breadcrumb: [{ label: "Services", path: "/services" }] });
    expect(of("BreadcrumbList")).toMatchObject({
      itemListElement: [
        { position: 1, name: "Home", item: "https://example.com/" },
        { position: 2, name: "Services", item: "https://example.com/services" },
        { position: 3, name: "The audit" },
      ],
    });
    expect(of("WebPage")).toMatchObject({ breadcrumb: { "@id": of("BreadcrumbList")?.["@id"] } });
  });

  test("of a nested page has a breadcrumb even without pages above it", () => {
    expect(read({ path: "/work/tern" }).types).toContain("BreadcrumbList");
  });

  test("of a page with questions contains each question once with its answer", () => {
    const entry = { question: "Why is it free?", answer: "Because." };
    const { types, of } = read({ faq: [entry, { question: "Who?", answer: "We." }, entry] });
    expect(types).toEqual(["FAQPage"]);
    expect(of("FAQPage")?.mainEntity).toEqual([
      { "@type": "Question", name: "Why is it free?", acceptedAnswer: { "@type": "Answer", text: "Because." } },
      { "@type": "Question", name: "Who?", acceptedAnswer: { "@type": "Answer", text: "We." } },
    ]);
  });

  test("of an article contains its author, date and picture", () => {
    const { types, of } = read({ path: "/posts/first", title: "First", article: { ...ARTICLE, updated: new Date("2026-11-05") } });
    expect(types).toEqual(["WebPage", "BreadcrumbList", "BlogPosting"]);
    expect(of("BlogPosting")).toMatchObject({
      headline: "First",
      datePublished: "2026-11-02T00:00:00.000Z",
      dateModified: "2026-11-05T00:00:00.000Z",
      author: { "@type": "Person", name: "Mara Lindqvist" },
      image: "https://example.com/og/a.png",
      publisher: { "@type": "Organization", name: "Lapwing" },
      mainEntityOfPage: { "@id": "https://example.com/posts/first" },
    });
  });

  test("of an unchanged article has the publication date as the date of its last change", () => {
    expect(read({ path: "/posts/first", article: ARTICLE }).of("BlogPosting")).toMatchObject({ dateModified: "2026-11-02T00:00:00.000Z" });
  });
});

test("no text can end the script element or begin a comment in it", () => {
  const title = "</script><script>alert(1)</script><!-- <script";
  const text = jsonLdText(structuredData({ ...PAGE, title, faq: [{ question: "<!--", answer: "</SCRIPT >" }] }));
  expect(text).not.toContain("<");
  expect((JSON.parse(text) as { "@graph": unknown[] })["@graph"][0]).toMatchObject({ name: title });
});

describe("is valid", () => {
  test.each([
    ["the home page", { path: "/" }],
    ["the home page of a local business", { path: "/", organization: { ...PAGE.organization, place: PLACE } }],
    ["a nested page", { path: "/services/audit", breadcrumb: [{ label: "Services", path: "/services" }] }],
    ["a page with questions", { faq: [{ question: "Why?", answer: "Because." }] }],
    ["an article", { path: "/posts/first", article: ARTICLE }],
  ])("%s", async (_name, changes) => {
    expect(await structuredDataErrors(jsonLdText(structuredData({ ...PAGE, ...changes })))).toEqual([]);
  });

  test.each([
    ["an organization without a name", { "@type": "Organization", url: "https://example.com" }],
    ["a path with a gap", { "@type": "BreadcrumbList", itemListElement: [{ "@type": "ListItem", position: 1, item: "https://example.com" }] }],
    ["a question without an answer", { "@type": "FAQPage", mainEntity: [{ "@type": "Question", name: "Why?" }] }],
    ["an FAQ page without questions", { "@type": "FAQPage", mainEntity: [] }],
    ["an article without a headline", { ...structured("BlogPosting"), headline: "" }],
    ["an article with a relative picture", { ...structured("BlogPosting"), image: "/a.png" }],
    ["an article without a day", { ...structured("BlogPosting"), datePublished: "yesterday" }],
  ])("and invalid for %s", async (_name, thing) => {
    expect(await structuredDataErrors(JSON.stringify({ "@context": "https://schema.org", "@graph": [thing] }))).not.toEqual([]);
  });
});

function structured(type: string): Record<string, unknown> {
  return read({ path: "/posts/first", article: ARTICLE }).of(type) ?? {};
}

test("a video has its picture, day and length, and the address of its player or its file", async () => {
  const video = { name: "The audit in two minutes", image: "https://example.com/_astro/a.webp", uploaded: new Date("2026-11-02") };
  const graph = (one: object) => ({ videos: [{ ...video, ...one }] });
  expect(read(graph({ length: "3:20", player: "https://www.youtube-nocookie.com/embed/M7lc1UVf-VE" })).of("VideoObject")).toEqual({
    "@type": "VideoObject",
    name: video.name,
    description: PAGE.description,
    thumbnailUrl: video.image,
    uploadDate: "2026-11-02T00:00:00.000Z",
    duration: "PT3M20S",
    embedUrl: "https://www.youtube-nocookie.com/embed/M7lc1UVf-VE",
    inLanguage: "en",
  });
  expect(read(graph({ length: "1:02:05", description: "How it goes.", file: "https://example.com/tour.mp4" })).of("VideoObject")).toMatchObject({ description: "How it goes.", duration: "PT1H2M5S", contentUrl: "https://example.com/tour.mp4" });
  expect(read(graph({ length: "0:45" })).of("VideoObject")).toMatchObject({ duration: "PT45S" });
  expect(await structuredDataErrors(jsonLdText(structuredData({ ...PAGE, ...graph({ player: "https://player.vimeo.com/video/76979871" }) })))).toEqual([]);
  expect(await structuredDataErrors(jsonLdText(structuredData({ ...PAGE, ...graph({ image: "" }) })))).not.toEqual([]);
});
