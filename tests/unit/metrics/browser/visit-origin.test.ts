import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { oneLine, visitOrigin } from "../../../../src/metrics/browser/visit-origin.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";

const SITE = "https://www.shop.example";

interface View {
  referrer?: string;
  /** The addresses of the tab's history where the browser has them. */
  history?: (string | null)[];
  /** The visit's campaign, where the site carries it to Cal. */
  touch?: string;
}

/** A page view of one tab: its address, what linked here, and what is known of the visit. */
function view(path: string, { referrer = "", history, touch }: View = {}, of: typeof visitOrigin = visitOrigin) {
  vi.stubGlobal("location", new URL(SITE + path));
  vi.stubGlobal("document", { referrer });
  vi.stubGlobal("window", history ? { navigation: { entries: () => history.map((url) => ({ url: url && SITE + url })) } } : {});
  return of(touch === undefined ? {} : { touch });
}

beforeEach(() => void vi.stubGlobal("sessionStorage", {}));
afterEach(() => vi.unstubAllGlobals());

describe("a page view's origin", () => {
  test("is in the tags of its address", () => {
    expect(view("/?utm_source=letter&utm_medium=email&utm_campaign=Fr%C3%BChling+2026&utm_term=x")).toEqual({ source: "letter", medium: "email", campaign: "Frühling 2026" });
    expect(view("/?utm_campaign=spring", { referrer: "https://news.example/" })).toEqual({ campaign: "spring" });
  });

  test.each([
    ["https://www.search.example/", { source: "search.example" }],
    ["android-app://com.mail.example/", { source: "com.mail.example" }],
    ["https://shop.example/services", {}],
    ["https://www.shop.example/", {}],
    ["", {}],
    ["about:blank", {}],
  ])("without tags is the host of what linked here, without www and never its own: %j", (referrer, origin) => {
    expect(view("/services", { referrer })).toEqual(origin);
  });
});

describe("the campaign that is carried to Cal", () => {
  test("comes before the tags of a link of the site itself, and before what was kept", () => {
    sessionStorage["booking-origin"] = '{"source":"old"}';
    expect(view("/pricing?utm_source=banner", { touch: "&utm_source=letter&utm_campaign=Fr%C3%BChling+2026&gclid=x" })).toEqual({ source: "letter", campaign: "Frühling 2026" });
  });

  test("without one, it is the page's own address", () => {
    expect(view("/?utm_source=letter", { touch: "" })).toEqual({ source: "letter" });
  });
});

describe("an opening on a later page of the visit", () => {
  test("belongs to it where an earlier page has kept it for this tab", () => {
    view("/", { referrer: "https://news.example/story" });
    expect(view("/services", { referrer: `${SITE}/` })).toEqual({ source: "news.example" });
    // After the payment elsewhere.
    expect(view("/thanks", { referrer: "https://pay.example/" })).toEqual({ source: "news.example" });
    expect(view("/services?utm_source=letter")).toEqual({ source: "letter" });
  });

  test("is of unknown origin in a browser that keeps nothing", () => {
    vi.stubGlobal("sessionStorage", undefined);
    expect(view("/services", { referrer: `${SITE}/` })).toEqual({});
  });
});

test("on a site that carries no campaign to Cal, the tab's history has the tags of earlier pages", async () => {
  const source = fileURLToPath(new URL("../../../../src/metrics/browser/visit-origin.ts", import.meta.url));
  const bundle = await rolldown({ input: source, transform: { define: { ATTRIBUTION: "false", CONSENT: '"none"' } } });
  const { output } = await bundle.generate({ format: "esm" });
  const { visitOrigin: withoutAttribution } = (await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)) as { visitOrigin: typeof visitOrigin };
  const history = [null, "/?utm_source=letter&utm_campaign=spring", "/services", "/about"];
  expect(view("/about", { referrer: `${SITE}/`, history }, withoutAttribution)).toEqual({ source: "letter", campaign: "spring" });
});

describe("nothing personal is sent, and nothing that the server would refuse", () => {
  test.each(["ada@example.com", "ada%40example.com", "ada%2540example.com", "ada%EF%BC%A0example.com", `${"x".repeat(60)}@example.com`])("utm_source=%s looks like an e-mail address", (value) => {
    expect(view(`/?utm_source=${value}&utm_medium=email`)).toEqual({ medium: "email" });
  });

  test.each(["a%0Ab", "a%E2%80%AEb", "x".repeat(80), `${"x".repeat(49)}%F0%9F%8E%89`, "%E2%80%8B"])("utm_source=%s", (value) => {
    const origin = view(`/?utm_source=${value}&utm_medium=m`);
    expect(parseSample({ id: "30min", outcome: "failed", ...origin })).toHaveProperty("sample");
    expect(origin.source?.length ?? 1).toBeLessThanOrEqual(50);
  });
});

test("a text on one line has nothing invisible and no half of a character", () => {
  expect(oneLine("a\u202e\u0000b\u2028c🎉", 6)).toBe("a b c\ufffd");
});
