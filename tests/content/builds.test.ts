/**
 * Two builds of made-up content: how drafts are held back, which notices about the calendar a build gives, and what becomes
 * of events with words of their own. The
 * production build has an event that Cal has moved; the preview build has settings that are corrected, and no network.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCopy, type BuiltCopy } from "../fixtures/builds/built-copy.ts";
import { FIXTURE } from "../fixtures/builds/project-copy.ts";

const describing = (title: string) => `description: A page that is here to see whether it is there. It is called ${title}.`;

const page = (title: string, lines: string[] = []) =>
  ["---", `title: ${title}`, describing(title), `hero: { heading: ${title}, text: Some text. }`, ...lines, "---", ""].join("\n");
/** A page with a button that books an event. */
const bookable = (title: string, event: string, text = "") =>
  ["---", `title: ${title}`, describing(title), `hero: { heading: ${title}, text: Some text., cta: { label: Book, event: ${event} } }`, "---", text].join("\n");
const article = (title: string, publishDate: string, lines: string[] = []) =>
  ["---", `title: ${title}`, describing(title), "author: mara-lindqvist", `publishDate: ${publishDate}`, ...lines, "---", "", "Text."].join("\n");

/** The fixture's words, with an event of its own and pages that follow a booking. */
const SITE = readFileSync(join(FIXTURE, "src/content/site.yaml"), "utf8").replace(
  /  events:\n(?: {4}.*\n)+/,
  `  after: /open
  events:
    - link: studio/30min
    - link: studio/15min
      title: A "short" <call>
      label: Have a Call
      prefill: {notes: From the site, metadata: {plan: pro}}
      after: /thanks
    - {link: anna+ben/30min, after: /thanks/visible}
`,
);

const CONTENT = {
  "site.yaml": SITE,
  // The fixture's site.yaml links to it.
  "pages/privacy.md": page("Privacy"),
  "pages/thanks.md": page("Thanks", ["headerButton: { label: Call us, href: 'tel:+49-30-1234567' }"]),
  "pages/thanks/visible.md": page("Visible thanks", ["seo: { noindex: false }"]),
  "pages/own.md": [
    "---",
    "title: Own events",
    describing("Own events"),
    "headerButton: { event: studio/15min, prefill: { notes: Mine } }",
    "hero: { heading: Own, text: Some text., cta: { label: Read on, href: '#more' } }",
    "sections: [{ type: body }, { type: cta, heading: Form, text: Some text., cta: { label: Form, href: 'https://cal.com/studio/15min?name=Ada+L&metadata[plan]=x' } }]",
    "---",
    "## More",
    "",
    "[In the text](https://cal.com/studio/15min)",
  ].join("\n"),
  "pages/bare.md": ["---", "title: Bare header", describing("Bare header"), "headerButton: false", "hero: { heading: Bare, text: Some text., cta: { label: Book, event: forms/948ae412 } }", "---", ""].join("\n"),
  "pages/index.md": bookable("Home", "studio/30min"),
  "pages/private.md": bookable("Private", "d/aHash123/30min", "Or [another](https://cal.com/d/aHash456/15min)."),
  "pages/posts.md": page("Articles", ["sections: [{ type: posts, heading: All of them }]"]),
  "pages/open.md": page("Open", ["nav: { label: Open page, order: 1 }", "redirectFrom: [/old-open]"]),
  "pages/season.md": `${page("Season", ["unpublishDate: 2999-01-01", "redirectFrom: [/ended, {from: /summer, query: utm_campaign=summer}]"])}[The last page](/ended/detail)`,
  "pages/quiet.md": page("Quiet", ["seo: { noindex: true }"]),
  "pages/copied.md": page("Copied", ["seo: { canonical: https://original.example/text }"]),
  "pages/unfinished.md": page("Sneakpeek draft", ["draft: true", "nav: { label: Sneakpeek, order: 2 }", "redirectFrom: [/old-sneakpeek]"]),
  "pages/ended.md": page("Sneakpeek ended", ["publishDate: 2026-01-01", "unpublishDate: 2026-11-02", "nav: { label: Sneakpeek, order: 4 }", "redirectFrom: [/sneakpeek-offer]"]),
  "pages/ended/detail.md": page("Sneakpeek ended detail", ["unpublishDate: 2026-11-02"]),
  "pages/later.md": page("Sneakpeek later", ["publishDate: 2999-01-01", "nav: { label: Sneakpeek, order: 3, place: footer }"]),
  "pages/later/detail.md": page("Detail"),
  "posts/out.md": article("Out", "2026-11-02"),
  "posts/unfinished.md": article("Sneakpeek draft article", "2026-11-02", ["draft: true"]),
  "posts/ended.md": article("Sneakpeek ended article", "2026-01-01", ["unpublishDate: 2026-11-02"]),
  "posts/later.md": article("Sneakpeek later article", "2999-01-01", ["redirectFrom: [/sneakpeek-article]"]),
};
const HELD_BACK = ["unfinished", "later", "ended", "ended/detail", "posts/unfinished", "posts/ended", "posts/later"].map((path) => `static/${path}/index.html`);

/** The social images: one per title, and the logo. */
const pictures = ({ files }: BuiltCopy) => [...files.keys()].filter((name) => name.startsWith("static/og/")).length;
const text = ({ files }: BuiltCopy, name: string) => files.get(name) ?? `no ${name}`;

/** A Cal that redirects its events, as app.cal.com does after their owner has joined an organisation. */
let cal: Server;
let organisation: string;
let production: BuiltCopy;
let preview: BuiltCopy;

beforeAll(async () => {
  cal = createServer(({ url = "" }, response) => {
    if (url.includes("/embed?")) return void response.writeHead(307, { location: organisation + url }).end();
    response.end();
  }).listen(0, "127.0.0.1");
  await once(cal, "listening");
  const { port } = cal.address() as AddressInfo;
  organisation = `http://localhost:${port}`;
  const moved = { PUBLIC_CAL_LINK: "studio/30min", PUBLIC_CAL_ORIGIN: `http://127.0.0.1:${port}/`, PUBLIC_CAL_SITE: `http://127.0.0.1:${port}/` };
  // Nothing leaves the machine: the proxy refuses every connection.
  const corrected = { PUBLIC_CAL_LINK: "/studio/30min/", PUBLIC_CAL_ORIGIN: "https://cal.com/", NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://127.0.0.1:2" };
  const site = { SITE_URL: "https://example.com" };
  [production, preview] = await Promise.all([
    // DEV in the environment is import.meta.env.DEV in the build's code. No draft may come out by it.
    buildCopy(CONTENT, { ...site, ...moved, VERCEL_ENV: "", DEV: "1" }),
    buildCopy(CONTENT, { ...site, ...corrected, VERCEL_ENV: "preview" }),
  ]);
});
afterAll(() => cal.close());

describe("what is held back is in a production build nowhere:", () => {
  test("no route", () => {
    expect([...production.files.keys()].filter((name) => HELD_BACK.includes(name))).toEqual([]);
    expect(production.files.has("static/open/index.html")).toBe(true);
    expect(production.files.has("static/posts/out/index.html")).toBe(true);
  });

  test("no navigation, list, breadcrumb, sitemap, feed or redirect", () => {
    expect([...production.files].filter(([name, content]) => /sneakpeek/i.test(name + content)).map(([name]) => name)).toEqual([]);
  });

  test("and what is out is in all of them", () => {
    expect(text(production, "static/index.html")).toContain("Open page");
    expect(text(production, "static/posts/index.html")).toContain("/posts/out");
    expect(text(production, "static/sitemap.xml")).toContain("<loc>https://example.com/open</loc>");
    expect(text(production, "static/rss.xml")).toContain("<link>https://example.com/posts/out</link>");
    expect(text(production, "config.json")).toContain("/old-open");
    expect(text(production, "static/robots.txt")).toContain("Sitemap: https://example.com/sitemap.xml");
  });

  test("no picture for sharing", () => {
    expect(pictures(production)).toBe(["Home", "Private", "Articles", "Open", "Season", "Quiet", "Copied", "Detail", "Privacy", "Thanks", "Visible thanks", "Own events", "Bare header", "Out", "logo", "icon 180", "icon 192"].length);
  });
});

describe("a page with a last day", () => {
  test("tells search engines when it ends, as long as it is public", () => {
    expect(text(production, "static/season/index.html")).toContain('<meta name="robots" content="unavailable_after: 2999-01-01T00:00:00.000Z">');
    expect(text(preview, "static/ended/index.html")).not.toContain("unavailable_after");
  });

  test("leaves its address to another page, and stops no build that still links to it", () => {
    const { routes } = JSON.parse(text(production, "config.json")) as { routes: { src?: string; headers?: { Location?: string } }[] };
    const to = (from: string) => routes.find(({ src = "" }) => src === `^(?:${from})/?$`)?.headers?.Location;
    expect([to("/ended"), to("/summer"), to("/ended/detail")]).toEqual(["/season", "/season?utm_campaign=summer", undefined]);
    expect(production.output).toContain("/ended/detail is no longer public, since 2026-11-02. These links lead nowhere.");
    expect(production.output).toContain("/ended is no longer public, since 2026-11-02. It redirects to /season.");
    expect(production.output).toContain("/season is public until 2999-01-01.");
  });
});

describe("a production build", () => {
  test("keeps a page out of search engines where its editor says so, and has it nonetheless", () => {
    expect(text(production, "static/quiet/index.html")).toContain('<meta name="robots" content="noindex">');
    expect(text(production, "static/sitemap.xml")).not.toContain("/quiet");
  });

  test("sends search engines to the address that the editor prefers", () => {
    expect(text(production, "static/copied/index.html")).toContain('<link rel="canonical" href="https://original.example/text">');
    expect(text(production, "static/sitemap.xml")).not.toContain("/copied");
  });
});

describe("a preview build", () => {
  test.each(HELD_BACK)("has %s, with a notice, and asks search engines to leave it out", (name) => {
    const html = text(preview, name);
    expect(html).toMatch(/This is a draft. Only people who review the site can see it.|This page is not public yet. It is published with the first build on or after|This page is no longer public. It ended with the first build on or after/);
    expect(html).toContain('<meta name="robots" content="noindex">');
    expect(html).not.toContain('rel="canonical"');
  });

  test("has it in the navigation, the lists, the feed and the redirects, where it can be reviewed", () => {
    expect(text(preview, "static/index.html").match(/<header[\s\S]*>\s*Sneakpeek\s*<[\s\S]*<footer[\s\S]*>\s*Sneakpeek\s*</)).not.toBeNull();
    for (const name of ["static/posts/index.html", "static/rss.xml"]) expect(text(preview, name)).toContain("Sneakpeek later article");
    expect(text(preview, "config.json")).toContain("/old-sneakpeek");
    expect(pictures(preview)).toBe(pictures(production) + HELD_BACK.length);
  });

  test("is closed to search engines as a whole", () => {
    expect(text(preview, "static/robots.txt")).toBe("User-agent: *\nDisallow: /\n");
    const pages = [...preview.files].filter(([name]) => name.endsWith(".html"));
    expect(pages.filter(([, html]) => !html.includes('<meta name="robots" content="noindex">')).map(([name]) => name)).toEqual([]);
  });

  test("has no notice on what is out", () => {
    for (const copy of [preview, production]) expect(text(copy, "static/open/index.html")).not.toContain('role="note"');
  });
});

const times = (output: string, part: string) => output.split(part).length - 1;

describe("https://cal.com as PUBLIC_CAL_ORIGIN", () => {
  test("is corrected, and the build says so once", () => {
    expect(times(preview.output, 'PUBLIC_CAL_ORIGIN is "https://cal.com/"; https://app.cal.com is used instead.')).toBe(1);
  });

  test("is corrected everywhere: in the pages, the policies and the function", () => {
    expect(text(preview, "static/index.html")).toContain('data-cal-origin="https://app.cal.com"');
    expect(text(preview, "static/index.html")).toContain("https://app.cal.com/embed/embed.js");
    expect(preview.files.get("config.json")).toContain("frame-src https://app.cal.com https://cal.com;");
    expect(preview.files.get("config.json")).toContain(String.raw`payment=(self \"https://app.cal.com\")`);
  });

  test("a link with slashes at its ends is the link without them", () => {
    expect(text(preview, "static/index.html")).toContain('href="https://cal.com/studio/30min"');
  });
});

describe("a Cal that cannot be reached", () => {
  test("keeps no site from being built, and takes one line", () => {
    expect(times(preview.output, "https://app.cal.com did not answer")).toBe(1);
    expect(times(preview.output, "[readyslot:calendar]")).toBe(2);
  });
});

describe("an event that Cal redirects to another origin", () => {
  test("is reported once, with the settings to change", () => {
    expect(production.output).toContain(`Cal redirects forms/948ae412, studio/15min, studio/30min from http://127.0.0.1:${new URL(organisation).port} to ${organisation}, so the calendar cannot open in the dialog; the links lead to the booking page.`);
    expect(times(production.output, `Set PUBLIC_CAL_ORIGIN=${organisation} and PUBLIC_CAL_SITE=${organisation}, and build again.`)).toBe(1);
  });

  test("keeps no site from being built; its links lead to the booking page", () => {
    expect(text(production, "static/index.html")).toContain(`href="http://127.0.0.1:${new URL(organisation).port}/studio/30min"`);
  });
});

describe("a private link", () => {
  test("of a button is a plain link to the booking page, which looks like a button", () => {
    const links = [...text(preview, "static/private/index.html").matchAll(/<a\b[^>]*href="https:\/\/cal\.com\/d\/[^>]*>/g)].map(([link]) => link);
    expect(links).toEqual([expect.stringMatching(/href="https:\/\/cal\.com\/d\/aHash123\/30min"[^>]*class="button"|class="button"[^>]*href="https:\/\/cal\.com\/d\/aHash123\/30min"/), expect.stringContaining('href="https://cal.com/d/aHash456/15min"'), expect.stringMatching(/href="https:\/\/cal\.com\/d\/aHash123\/30min".*class="button"/)]);
    expect(links.join()).not.toContain("data-booking-link");
  });

  test("in a text makes no page one that offers the dialog", () => {
    expect(text(preview, "static/private/index.html")).not.toContain('data-booking-link="d/');
  });
});

const html = (name: string) => text(production, `static/${name}/index.html`);
const links = (name: string) => [...html(name).matchAll(/<a\b[^>]*>/g)].map(([tag]) => tag.replaceAll("&#38;", "&amp;"));
const query = (tag: string | undefined) => Object.fromEntries(new URL(/href="([^"]*)"/.exec(tag ?? "")?.[1]?.replaceAll("&amp;", "&") ?? "").searchParams);
const dialogOf = (name: string) => /<dialog\b(?:[^>"]|"[^"]*")*>/.exec(html(name))?.[0];

describe("events of their own", () => {
  test("have the values of the link, of the button and of the event, in this order, in every kind of link", () => {
    const at = (placement: string) => links("own").find((tag) => tag.includes(`data-booking-placement="${placement}"`));
    expect(query(at("header"))).toEqual({ notes: "Mine", "metadata[plan]": "pro" });
    expect(query(at("closing"))).toEqual({ name: "Ada L", "metadata[plan]": "x", notes: "From the site" });
    expect(query(at("text-1"))).toEqual({ notes: "From the site", "metadata[plan]": "pro" });
    expect(html("own")).toMatch(/<header[\s\S]*>\s*Have a Call\s*<[\s\S]*<\/header>/);
    expect(links("own").filter((tag) => tag.includes('href="#more"'))).toEqual([expect.not.stringContaining("data-booking")]);
  });

  test("have their titles and the pages after a booking in the dialog, on the pages that link to them", () => {
    const titles = /data-booking-titles="([^"]*)"/.exec(dialogOf("own") ?? "")?.[1]?.replaceAll("&#34;", '"').replaceAll("&quot;", '"').replaceAll("&#60;", "<").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    expect(JSON.parse(titles ?? "")).toEqual({ "studio/15min": 'A "short" <call>', "": "Free website audit" });
    expect(dialogOf("own")).toContain("/thanks");
    expect(dialogOf("private")).not.toContain("data-booking-titles");
    expect(dialogOf("private")).toMatch(/data-booking-after="[^"]*\/open/);
    expect(html("private")).toMatch(/<script type="module" src="\/_astro\/BookingAfter[^"]*"><\/script>\s*<\/template>/);
  });

  test("leave a page without a button in the header its dialog", () => {
    expect(/<header[\s\S]*?<\/header>/.exec(html("bare"))?.[0]).not.toContain("button");
    expect(dialogOf("bare")).toBeDefined();
  });

  test("are followed by pages that take Cal's query, with or without a booking link, and that search engines leave out", () => {
    expect(["thanks", "thanks/visible"].map(dialogOf)).toEqual([expect.any(String), expect.any(String)]);
    expect(links("thanks").filter((tag) => tag.includes("data-booking-link"))).toEqual([]);
    expect(links("thanks").filter((tag) => tag.includes('href="tel:+49-30-1234567"'))).toHaveLength(1);
    expect(dialogOf("quiet")).toBeUndefined();
    const noindex = '<meta name="robots" content="noindex">';
    expect(html("thanks")).toContain(noindex);
    expect(text(production, "static/sitemap.xml")).not.toMatch(/\/thanks</);
    // One says that it is to be found, a menu lists the other.
    for (const name of ["thanks/visible", "open"]) {
      expect(html(name)).not.toContain(noindex);
      expect(text(production, "static/sitemap.xml")).toContain(`/${name}</loc>`);
    }
  });
});
