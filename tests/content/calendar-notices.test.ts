/** What a build says about the calendar, and what it makes of settings and links that are not as Cal has them. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCopy, type BuiltCopy } from "../fixtures/builds/built-copy.ts";

const page = (heading: string, event?: string, body = "") =>
  ["---", `title: ${heading}`, `description: A page that is here to see what becomes of its links. It is called ${heading}.`, `hero: { heading: ${heading}, text: Some text.${event ? `, cta: { label: Book, event: ${event} }` : ""} }`, "---", body].join("\n");

const CONTENT = {
  "pages/index.md": page("Home", "studio/30min"),
  "pages/private.md": page("Private", "d/aHash123/30min", "Or [another](https://cal.com/d/aHash456/15min)."),
};

/** A Cal that redirects its events, as app.cal.com does after their owner has joined an organisation. */
let cal: Server;
let organisation: string;
let corrected: BuiltCopy;
let moved: BuiltCopy;

beforeAll(async () => {
  cal = createServer(({ url = "" }, response) => {
    if (url.startsWith("/studio/30min/embed")) return void response.writeHead(307, { location: organisation + url }).end();
    response.end();
  }).listen(0, "127.0.0.1");
  await once(cal, "listening");
  const { port } = cal.address() as AddressInfo;
  organisation = `http://localhost:${port}`;
  [corrected, moved] = await Promise.all([
    // Nothing leaves the machine: the proxy refuses every connection.
    buildCopy(CONTENT, { PUBLIC_CAL_LINK: "/studio/30min/", PUBLIC_CAL_ORIGIN: "https://cal.com/", NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://127.0.0.1:2" }),
    buildCopy(CONTENT, { PUBLIC_CAL_LINK: "studio/30min", PUBLIC_CAL_ORIGIN: `http://127.0.0.1:${port}/`, PUBLIC_CAL_SITE: `http://127.0.0.1:${port}/` }),
  ]);
});
afterAll(() => cal.close());

const html = ({ files }: BuiltCopy, name: string) => files.get(`static/${name}`) ?? "";
const times = (text: string, part: string) => text.split(part).length - 1;

describe("https://cal.com as PUBLIC_CAL_ORIGIN", () => {
  test("is corrected, and the build says so once", () => {
    expect(times(corrected.output, 'PUBLIC_CAL_ORIGIN is "https://cal.com/"; https://app.cal.com is used instead.')).toBe(1);
  });

  test("is corrected everywhere: in the pages, the policies and the function", () => {
    expect(html(corrected, "index.html")).toContain('data-cal-origin="https://app.cal.com"');
    expect(html(corrected, "index.html")).toContain("https://app.cal.com/embed/embed.js");
    expect(corrected.files.get("config.json")).toContain("frame-src https://app.cal.com https://cal.com;");
    expect(corrected.files.get("config.json")).toContain(String.raw`payment=(self \"https://app.cal.com\")`);
  });

  test("a link with slashes at its ends is the link without them", () => {
    expect(html(corrected, "index.html")).toContain('href="https://cal.com/studio/30min"');
  });
});

describe("a Cal that cannot be reached", () => {
  test("keeps no site from being built, and takes one line", () => {
    expect(times(corrected.output, "https://app.cal.com did not answer")).toBe(1);
    expect(times(corrected.output, "[readyslot:calendar]")).toBe(2);
  });
});

describe("an event that Cal redirects to another origin", () => {
  test("is reported once, with the settings to change", () => {
    expect(moved.output).toContain(`Cal redirects studio/30min from http://127.0.0.1:${new URL(organisation).port} to ${organisation}, so the calendar cannot open in the dialog; the links lead to the booking page.`);
    expect(times(moved.output, `Set PUBLIC_CAL_ORIGIN=${organisation} and PUBLIC_CAL_SITE=${organisation}, and build again.`)).toBe(1);
  });

  test("keeps no site from being built; its links lead to the booking page", () => {
    expect(html(moved, "index.html")).toContain(`href="http://127.0.0.1:${new URL(organisation).port}/studio/30min"`);
  });
});

describe("a private link", () => {
  test("of a button is a plain link to the booking page, which looks like a button", () => {
    const links = [...html(corrected, "private/index.html").matchAll(/<a\b[^>]*href="https:\/\/cal\.com\/d\/[^>]*>/g)].map(([link]) => link);
    expect(links).toEqual([expect.stringMatching(/href="https:\/\/cal\.com\/d\/aHash123\/30min"[^>]*class="button"|class="button"[^>]*href="https:\/\/cal\.com\/d\/aHash123\/30min"/), expect.stringContaining('href="https://cal.com/d/aHash456/15min"')]);
    expect(links.join()).not.toContain("data-booking");
  });

  test("in a text makes no page one that offers the dialog", () => {
    expect(html(corrected, "private/index.html")).not.toContain('data-booking-link="d/');
  });
});
