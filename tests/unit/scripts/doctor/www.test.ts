import { expect, test } from "vitest";
import { otherHost, wwwFinding } from "../../../../scripts/doctor/remote.ts";
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
  expect(otherHost(new URL(site))?.href).toBe(other);
});

const leads = (status: number, location?: string) => async () => ({ status, headers: new Headers(location === undefined ? {} : { location }), text: "", ms: 1 });

const REMEDY = "At the host, add www.example.com to the site's domains and redirect it permanently (301 or 308) to example.com.";

test.each([
  ["that redirects permanently to the site", leads(308, "https://example.com/"), "ok", /redirects here\.$/],
  ["that redirects permanently to a path of the site", leads(301, "https://example.com/en"), "ok", /redirects here\.$/],
  ["that redirects temporarily", leads(302, "https://example.com/"), "warning", /with 302, which is temporary/],
  ["that redirects elsewhere", leads(308, "https://parking.example.net/"), "warning", /redirects to https:\/\/parking\.example\.net\//],
  ["that has another site", leads(200), "warning", /answered 200 instead of redirecting here/],
  ["that does not answer", () => Promise.reject(new NoAnswerError("https://www.example.com does not answer: getaddrinfo ENOTFOUND.")), "warning", /ENOTFOUND\. Visitors who type it get an error/],
])("an address %s", async (_, asked, verdict, says) => {
  const [finding] = await wwwFinding(new URL("https://example.com/"), asked);
  expect(finding).toEqual({ check: "www", verdict, says: expect.stringMatching(says), remedy: verdict === "ok" ? undefined : REMEDY });
});

test("a site with a port has no such address to check", async () => {
  expect(await wwwFinding(new URL("https://example.com:8443/"), () => Promise.reject(new Error("asked")))).toEqual([]);
});
