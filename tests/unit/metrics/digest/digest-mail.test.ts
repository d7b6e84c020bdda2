import { HtmlValidate } from "html-validate";
import { describe, expect, test } from "vitest";
import type { Digest } from "../../../../src/metrics/digest/digest.ts";
import { slackBody } from "../../../../src/metrics/digest/digest-channels.ts";
import { digestContent, harmless } from "../../../../src/metrics/digest/digest-content.ts";
import { digestHtml, digestText } from "../../../../src/metrics/digest/digest-mail.ts";
import { wordsIn, type Language } from "../../../../src/host/words/words.ts";

const WEEK: Digest = {
  from: "2026-11-16",
  to: "2026-11-22",
  numbers: {
    bookings: { value: 24, now: 24, before: 12, change: { value: 1, low: 0.1, high: 2.6 }, judgement: "better" },
    conversion: { value: 0.062, now: 0.062, before: 0.048, change: { value: 0.014, low: -0.01, high: 0.04 }, judgement: "chance" },
    openings: { value: 387, now: 387, before: 250, change: { value: 0.548, low: 0.2, high: 0.9 }, judgement: "better" },
    wait: { value: 212, now: 212, before: 148, change: { value: 64, low: 40, high: 88 }, judgement: "worse", phase: "timesTime", n: 380 },
  },
  segments: [{ dimension: "page", name: "/services", bookings: { value: 12, now: 12, before: 2, change: { value: 5, low: 0.4, high: 30 }, judgement: "better" } }],
  campaign: { name: "autumn-letter", bookings: 11, openings: 80, of: 24, isBetter: true, others: 0.042 },
};
const QUIET: Digest = {
  ...WEEK,
  segments: [],
  campaign: undefined,
  numbers: {
    bookings: { value: 0, now: 0, before: 0, change: null, judgement: "no-past" },
    conversion: { value: null, now: null, before: null, change: null, judgement: "no-past" },
    openings: { value: 3, now: 3, before: 0, change: null, judgement: "no-past" },
    wait: { value: null, now: null, before: null, change: null, judgement: "no-past", phase: "totalDuration", n: 0 },
  },
};

const content = (digest = WEEK, { language = "en" as Language, siteUrl = "https://studio.example", siteName = "Studio Kehl", isTest = false } = {}) => digestContent(digest, { siteUrl, siteName, isTest }, wordsIn(language));
const named = (name: string) => content({ ...WEEK, campaign: { name, bookings: 11, openings: 80, of: 24, isBetter: true, others: 0.042 } });

describe("the digest", () => {
  test.each(["en", "de"] as const)("as plain text (%s)", (language) => {
    expect(digestText(content(WEEK, { language }))).toMatchSnapshot();
  });

  test("of a site without bookings, as plain text", () => {
    expect(digestText(content(QUIET))).toMatchSnapshot();
  });

  test("as HTML", () => {
    expect(digestHtml(content())).toMatchSnapshot();
  });

  test("names only what is beyond chance as a change", () => {
    const { changes } = content();
    expect(changes.map((change) => change.split(":")[0])).toEqual(["Bookings", "Openings", "Time to usable", "Bookings, Page “/services”"]);
    expect(digestText(content())).not.toContain("Conversion:");
    const chance = { ...WEEK.numbers.conversion, change: null, judgement: "chance" } as const;
    const nothing = content({ ...WEEK, segments: [], numbers: { bookings: chance, conversion: chance, openings: chance, wait: { ...chance, phase: "timesTime", n: 9 } } });
    expect(nothing.changes).toEqual(["Nothing changed by more than chance explains."]);
    expect(content(QUIET).changes).toEqual(["There were too few openings to tell a change from chance."]);
  });

  test("links to the page with the week", () => {
    expect(content().link?.url).toBe("https://studio.example/admin/metrics?from=2026-11-16&to=2026-11-22");
    expect(content(WEEK, { siteUrl: "" }).link).toBeUndefined();
    expect(content(WEEK, { siteUrl: "not an address" }).link).toBeUndefined();
  });

  test("is in the language of the admin, with nothing in English", () => {
    const text = digestText(content(WEEK, { language: "de" }));
    expect(text).toContain("Buchungen");
    expect(text).not.toMatch(/\b(?:the|bookings|openings|before|chance|week)\b/i);
  });

  test("as plain text has lines of 72 characters at most, apart from the address", () => {
    for (const language of ["en", "de"] as const) {
      const lines = digestText(content(WEEK, { language })).split("\n").filter((line) => !line.startsWith("https://"));
      expect(lines.filter((line) => line.length > 72)).toEqual([]);
    }
  });
});

describe("the HTML", () => {
  const html = digestHtml(content());

  test("is valid", async () => {
    const validate = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "no-inline-style": "off", "long-title": "off", "no-deprecated-attr": "off", "attribute-boolean-style": "off", "doctype-style": "off", "wcag/h63": "off", "no-implicit-button-type": "off" } });
    const report = await validate.validateString(html);
    expect(report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([]);
  });

  test("loads nothing and follows nobody: no picture, no script, no font, one link", () => {
    expect(html).not.toMatch(/<(?:img|script|link|iframe|object|video|form)\b|url\(|@import|@font-face|\bon\w+=/i);
    expect([...html.matchAll(/https?:\/\/[^\s"<]+/g)].map(([url]) => url)).toEqual(["https://studio.example/admin/metrics?from=2026-11-16&amp;to=2026-11-22"]);
  });

  test("is 600 pixels wide at most, and small enough for Gmail, which cuts at 102 KB", () => {
    expect(html).toContain("max-width:600px");
    expect(Buffer.byteLength(html)).toBeLessThan(12_000);
  });

  test("has colours for the light and the dark", () => {
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(html).toContain("prefers-color-scheme:dark");
  });
});

/** What a stranger can write into a campaign's name. */
const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</title><h1>Pay here</h1>`,
  `&lt;b&gt;&amp;`,
  `{{constructor.constructor('alert(1)')()}}`,
  `=cmd|' /C calc'!A0`,
];

describe("a campaign's name", () => {
  test.each(HOSTILE)("%j is text in the HTML", (name) => {
    const html = digestHtml(named(name));
    expect(html).not.toMatch(/<(?:script|img|h1>Pay|b>)/);
    expect((html.match(/</g) ?? []).length).toBe((digestHtml(named("x")).match(/</g) ?? []).length);
    expect((html.match(/"/g) ?? []).length).toBe((digestHtml(named("x")).match(/"/g) ?? []).length);
  });

  test.each([
    ["evil.example/login", "evil[.]example/login"],
    ["https://evil.example", "https[:]//evil[.]example"],
    ["www.evil.example", "www[.]evil[.]example"],
    ["someone@evil.example", "someone[at]evil[.]example"],
    ["evil。example", "evil[.]example"],
    ["spring-2026", "spring-2026"],
    ["v2.0", "v2.0"],
  ])("%j is no link in any mail program", (name, expected) => {
    expect(harmless(name)).toBe(expected);
    expect(digestText(named(name))).toContain(expected.split("/")[0]);
  });

  test.each(["a\r\nBcc: x@example.com", "a\nb", "a\u2028b", "a\u0000b", "a\u202eb", "a\u200bb", "  a  b  "])("%j is on one line, without invisible characters", (name) => {
    expect(harmless(name)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(harmless(name)).not.toMatch(/ {2}/);
  });

  test("is cut", () => {
    expect([...harmless("🎉".repeat(500))]).toHaveLength(60);
  });

  test("is in no subject", () => {
    expect(named("autumn").subject).not.toContain("autumn");
  });

  test.each(["<!channel>", "<@U123>", "<https://evil.example|Click>", "*bold*", ":tada:"])("%j is plain text in Slack", (name) => {
    const { text, blocks } = slackBody(named(name)) as { text: string; blocks: { text?: { type: string; text: string } }[] };
    expect(text).not.toContain(name);
    const block = blocks.find((one) => one.text?.text.includes("24"));
    expect(JSON.stringify(blocks)).not.toContain('"mrkdwn"');
    expect(block ?? blocks.at(-2)).toMatchObject({ type: "section" });
  });
});

describe("the subject", () => {
  test.each([["Studio Kehl", "Studio Kehl"], ["A\r\nBcc: eve@example.com", "A Bcc: eve@example.com"], ["x".repeat(300), `${"x".repeat(59)}…`]])("names the site on one line (%j)", (siteName, shown) => {
    const { subject } = content(WEEK, { siteName });
    expect(subject).toBe(`${shown}: 24 bookings, 16 Nov to 22 Nov`);
    expect(subject).not.toMatch(/\p{Cc}/u);
  });

  test("of a test says so, and agrees with a number of one", () => {
    const one = { ...WEEK, numbers: { ...WEEK.numbers, bookings: { ...WEEK.numbers.bookings, value: 1 } } };
    expect(content(one, { isTest: true, siteUrl: "" }).subject).toBe("Test: Studio Kehl: 1 booking, 16 Nov to 22 Nov");
  });
});
