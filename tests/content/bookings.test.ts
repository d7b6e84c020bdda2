import { describe, expect, test } from "vitest";
import { page, post, problemsIn, writtenText } from "./written-site.ts";

/** Messages about events with words of their own, calls to action, the button in the header, and the page after a booking. */

const NAME = "pages/audit.md";
const EVENTS = "events: [studio/30min, studio/15min]";

/** site.yaml with this in place of its list of events. */
const siteWith = (yaml: string) => ({ "site.yaml": writtenText("site.yaml").replace(EVENTS, yaml) });
const inHero = (cta: string) => ({ [NAME]: page("audit", { hero: `{heading: A, text: B, cta: ${cta}}` }) });
const shortly = async (files: Record<string, string>) => (await problemsIn(files)).map(({ file, field, expected, fix }) => [file.replace("src/content/", ""), field, expected, fix]);

const LABELLED = siteWith(`events:
    - studio/30min
    - link: studio/15min
      title: A short call
      label: Book a Short Call
      prefill: {notes: From the website, guests: [ada@example.com], metadata: {plan: pro}, location: phone}
      after: /services
  after: /services`);

describe("what is right", () => {
  test("events with and without words of their own, a page after the booking, and buttons without a label", async () => {
    expect(await problemsIn({ ...LABELLED, ...inHero("{event: studio/15min, nextFree: view}"), "pages/b.md": page("b", { headerButton: "{event: studio/15min}" }, "[Book](https://cal.com/studio/15min)") })).toEqual([]);
  });

  test.each(["tel:+49-30-1234567", "mailto:a@b.example", "/services", "/services#what-we-do", "'#until-then'", "https://example.com/a?b=c", "https://cal.com/studio/15min?name=Ada", "https://cal.com/forms/948ae412"])("a button that leads to %s", async (href) => {
    expect(await problemsIn({ [NAME]: page("audit", { hero: `{heading: A, text: B, cta: {label: Go, href: ${href}}}`, headerButton: `{label: Go, href: ${href}}` }, "## Until then\n\nText.") })).toEqual([]);
  });

  test("a header without a button, also above an article", async () => {
    expect(await problemsIn({ [NAME]: page("audit", { headerButton: "false" }), "posts/second.md": post("the second", { headerButton: "{label: Call, href: tel:+4912345}" }) })).toEqual([]);
  });

  test.each(["forms/948ae412", "team/studio", "team/studio/30min", "org/acme/ada/30min", "anna+ben/30min", "d/aHash123/30min"])("%s in place of an event, once it is listed where it has to be", async (event) => {
    expect(await problemsIn({ ...siteWith(`events:\n    - {link: ${event}, title: Another}`), ...inHero(`{label: Book, event: ${event}, prefill: {notes: x}}`) })).toEqual([]);
  });
});

async function fieldsMissingIn(language: string, booking: string): Promise<string[]> {
  const text = writtenText("site.yaml").replace("language: en", `language: ${language}`).replace(EVENTS, booking);
  return (await problemsIn({ "site.yaml": text })).map(({ field }) => field);
}

describe("the page after a booking", () => {
  test("that does not exist is answered with the one that was probably meant, or with a step", async () => {
    expect(await shortly(siteWith("after: /servces"))).toEqual([["site.yaml", "booking.after", expect.stringContaining('Did you mean "/services"?'), "after: /services"]]);
    expect(await shortly(siteWith("events:\n    - {link: studio/30min, after: /thank-you}"))).toEqual([["site.yaml", "booking.events[0].after", "A page that exists. There is none at /thank-you.", "Link to a page that exists, or create this one: npm run new page thank-you"]]);
    expect(await shortly(siteWith("after: /services/"))).toEqual([["site.yaml", "booking.after", expect.any(String), "after: /services"]]);
    expect(await shortly(siteWith("after: services"))).toEqual([["site.yaml", "booking.after", expect.any(String), "after: /services"]]);
  });

  test("is a page: no file, no feed, no other site, no part of a page", async () => {
    expect(await shortly(siteWith("after: /rss.xml"))).toEqual([["site.yaml", "booking.after", "A page of this site.", expect.stringContaining("npm run new page thank-you")]]);
    expect(await shortly(siteWith("after: https://example.com/thanks"))).toEqual([["site.yaml", "booking.after", expect.stringContaining("/thank-you"), 'Write it in this form: after: "/thank-you"']]);
    expect(await shortly(siteWith("after: /services#what-we-do"))).toEqual([["site.yaml", "booking.after", "A page of this site, without ? and #.", "after: /services"]]);
  });

  test("that is a draft is reported", async () => {
    expect(await shortly({ ...siteWith("after: /audit"), [NAME]: page("audit", { draft: "true" }) })).toEqual([["site.yaml", "booking.after", "A public page. /audit is a draft.", expect.stringContaining('remove "draft: true"')]]);
  });

  test("has a link in the site's language, which a language without words of the project's has to name", async () => {
    expect(await fieldsMissingIn("fi", "after: /services")).toContain("booking.dialog.continue");
    expect(await fieldsMissingIn("fi", "events: []")).not.toContain("booking.dialog.continue");
    expect(await fieldsMissingIn("de", "after: /services")).not.toContain("booking.dialog.continue");
  });
});

describe("an event in site.yaml", () => {
  test("is listed once", async () => {
    expect(await shortly(siteWith("events: [studio/30min, {link: /studio/30min/, title: Audit}]"))).toEqual([["site.yaml", "booking.events[1]", "Each event once. booking.events[0] is the same one.", "Merge the two entries."]]);
  });

  test("with a misspelled field, a foreign one, or without its link", async () => {
    expect(await shortly(siteWith("events:\n    - link: studio/30min\n      titel: Audit"))).toEqual([["site.yaml", "booking.events[0].titel", expect.stringContaining('Did you mean "title"?'), "title: Audit"]]);
    expect(await shortly(siteWith("events:\n    - event: studio/30min"))).toEqual([["site.yaml", "booking.events[0].event", expect.stringContaining('Did you mean "link"?'), "- link: studio/30min"]]);
    expect(await shortly(siteWith("events:\n    - title: Audit"))).toEqual([["site.yaml", "booking.events[0].link", expect.stringContaining("The Cal.com event"), 'link: "studio/30min"']]);
  });

  test("that is neither a text nor fields", async () => {
    expect(await shortly(siteWith("events: [30]"))).toEqual([["site.yaml", "booking.events[0]", expect.any(String), 'Write it in this form:\n- "studio/30min"']]);
  });

  test("as a whole address, and with too long a title", async () => {
    expect(await shortly(siteWith(`events:\n    - link: https://cal.com/studio/15min\n      title: ${"A title that is far too long. ".repeat(6)}`))).toEqual([
      ["site.yaml", "booking.events[0].link", expect.stringContaining("The path of an event"), "link: studio/15min"],
      ["site.yaml", "booking.events[0].title", "At most 160 characters.", expect.stringContaining("Shorten it by")],
    ]);
  });
});

describe("a call to action", () => {
  test("without a label is reported, unless site.yaml has one for its event", async () => {
    const missing = ["pages/audit.md", "hero.cta.label", expect.stringContaining("Optional if site.yaml has a label for the event."), 'label: "Book a call"'];
    expect(await shortly(inHero("{event: studio/15min}"))).toEqual([missing]);
    expect(await shortly(inHero("{note: Free.}"))).toEqual([missing]);
    expect(await shortly(inHero("{href: /services}"))).toEqual([missing]);
    expect(await shortly({ ...LABELLED, ...inHero("{event: studio/30min}") })).toEqual([missing]);
    expect(await shortly({ ...LABELLED, ...inHero("{href: 'https://cal.com/studio/15min?x=1'}") })).toEqual([]);
  });

  test("with another name for its label has one problem", async () => {
    expect(await shortly(inHero("{text: Book}"))).toEqual([["pages/audit.md", "hero.cta.text", expect.stringContaining('Did you mean "label"?'), expect.stringContaining("label: Book")]]);
  });

  test("leads to one target, and only a booking has a prefill and free times", async () => {
    expect(await shortly(inHero("{label: Go, event: studio/15min, href: /services}"))).toEqual([["pages/audit.md", "hero.cta.href", "One target: an event, or href for any other.", 'Remove "event" or "href".']]);
    expect(await shortly(inHero("{label: Go, href: /services, prefill: {notes: x}, nextFree: view}"))).toEqual([
      ["pages/audit.md", "hero.cta.nextFree", expect.stringContaining("opens a booking"), 'Remove "nextFree".'],
      ["pages/audit.md", "hero.cta.prefill", expect.stringContaining("opens a booking"), 'Remove "prefill".'],
    ]);
  });

  test.each([
    ["/services", "Write it in this form: href: /services"],
    ["'#prices'", 'Write it in this form: href: "#prices"'],
    ["tel:+49-30-1234567", "Write it in this form: href: tel:+49-30-1234567"],
    ["mailto:a@b.example", "Write it in this form: href: mailto:a@b.example"],
    ["https://example.com/a/b", "Write it in this form: href: https://example.com/a/b"],
  ])("whose event is another target: %s", async (event, fix) => {
    expect(await shortly(inHero(`{label: Go, event: ${event}}`))).toEqual([["pages/audit.md", "hero.cta.event", expect.stringContaining("belongs in href"), fix]]);
  });

  test.each([
    ["{label: Go, href: /servces}", "href: /services"],
    ["{label: Go, href: '#nowhere'}", expect.stringContaining("Remove the #")],
    ["{label: Go, href: tel:12 34}", expect.stringContaining("tel:+49-30-1234567")],
    ["{label: Go, href: 'http://example.com'}", "href: https://example.com"],
    ["{label: Go, href: 'https://cal.com/studio/45min'}", expect.stringContaining("add it to booking.events")],
    ["{label: Go, link: /services}", expect.stringContaining("href: /services")],
    ["{label: Go, url: 'tel:+4912345'}", expect.stringContaining("href:")],
    ["{label: Go, calLink: studio/15min}", expect.stringContaining("event: studio/15min")],
  ])("with a wrong target is answered: %s", async (cta, fix) => {
    expect((await shortly(inHero(cta))).map((problem) => problem[3])).toEqual([fix]);
  });

  test("with a wrong prefill", async () => {
    expect(await shortly(inHero("{label: Go, prefill: {slot: '2027-01-01', 'metadata[plan]': pro, guests: 'a@b.example; c@d.example', phone: +49123}}"))).toEqual([
      ["pages/audit.md", "hero.cta.prefill.guests", "A list of e-mail addresses.", "guests: [a@b.example, c@d.example]"],
      ["pages/audit.md", "hero.cta.prefill.metadata[plan]", "Metadata in a field of its own.", 'metadata: {plan: "pro"}'],
      ["pages/audit.md", "hero.cta.prefill.phone", expect.stringContaining("A number needs quotation marks"), 'Write it in this form: phone: "…"'],
      ["pages/audit.md", "hero.cta.prefill.slot", expect.stringContaining("controls Cal's page"), 'Remove "slot".'],
    ]);
    expect((await shortly({ [NAME]: page("audit", { hero: "\n  heading: A\n  text: B\n  cta:\n    label: Go\n    prefill:\n      notes: Audit #1" }) }))[0]?.[3]).toBe('notes: "Audit #1"');
  });
});

describe("the button in the header", () => {
  test.each([
    ["none", "Write it in this form:\nheaderButton: false"],
    ["Call us", "Write it in this form:\nheaderButton:\n  label: Call us"],
    ["{label: Call us, to: /servces}", expect.stringContaining("href:")],
    [`{label: ${"A label that is far too long ".repeat(5)}}`, expect.stringContaining("Shorten it by")],
    ["{event: studio/15min}", 'label: "Book a call"'],
    ["{label: Book, event: studio/45min}", expect.stringContaining("add it to booking.events")],
    ["{label: Book, note: Free.}", expect.stringContaining('Remove "note"')],
  ])("that is wrong: %s", async (headerButton, fix) => {
    expect((await shortly({ [NAME]: page("audit", { headerButton }) })).map((problem) => problem[3])).toEqual([fix]);
  });

  test("under another name", async () => {
    expect((await shortly({ [NAME]: page("audit", { headerCta: "{label: Call, href: tel:+4912345}" }) })).map((problem) => problem[2])).toEqual([expect.stringContaining('Did you mean "headerButton"?')]);
  });
});
