import { expect, test } from "vitest";
import { otherSpelling, otherSpellingFinding } from "../../../../scripts/doctor/other-spelling.ts";
import { NoAnswerError } from "../../../../scripts/live-site/ask.ts";

test.each([
  ["https://example.com/services", "https://www.example.com/"],
  ["https://www.example.com/", "https://example.com/"],
  ["https://www.example.co.uk/", "https://example.co.uk/"],
  ["http://example.com/", "http://www.example.com/"],
  ["https://readyslot-git-new.vercel.app/", undefined],
  ["https://book.example.com/", undefined],
  ["http://localhost/", undefined],
  ["http://127.0.0.1/", undefined],
  ["http://[::1]/", undefined],
])("%s is also typed as %s", (site, other) => {
  expect(otherSpelling(new URL(site))?.href).toBe(other);
});

const leads = (status: number, location?: string) => async () => ({ status, headers: new Headers(location === undefined ? {} : { location }), text: "", ms: 1 });

const REMEDY = "At the host, add www.example.com to the site's domains and let it lead to example.com, for good (301 or 308).";

test.each([
  ["that leads to the site for good", leads(308, "https://example.com/"), "ok", /leads here\.$/],
  ["that leads there by a path of the site", leads(301, "https://example.com/en"), "ok", /leads here\.$/],
  ["that leads there only for now", leads(302, "https://example.com/"), "warning", /with 302: only for now/],
  ["that leads elsewhere", leads(308, "https://parking.example.net/"), "warning", /leads to https:\/\/parking\.example\.net\//],
  ["that has a site of its own", leads(200), "warning", /answers 200 itself/],
  ["where nobody answers", () => Promise.reject(new NoAnswerError("https://www.example.com does not answer: getaddrinfo ENOTFOUND.")), "warning", /ENOTFOUND\. Whoever types it gets an error/],
])("an address %s", async (_, asked, verdict, says) => {
  const [finding] = await otherSpellingFinding(new URL("https://example.com/"), asked);
  expect(finding).toEqual({ check: "Other spelling", verdict, says: expect.stringMatching(says), remedy: verdict === "ok" ? undefined : REMEDY });
});

test("of a site on a port of its own nobody is asked", async () => {
  expect(await otherSpellingFinding(new URL("https://example.com:8443/"), () => Promise.reject(new Error("asked")))).toEqual([]);
});
