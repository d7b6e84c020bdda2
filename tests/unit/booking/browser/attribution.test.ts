import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { attributionConfig, parameters } from "../../../../src/booking/attribution-config.ts";
import type * as attribution from "../../../../src/booking/browser/attribution.ts";
import type { BookingDialogElement } from "../../../../src/booking/browser/booking-intent.ts";

const SITE = "https://shop.example";
const LINK = "https://cal.example/studio/30min";
const { campaign, prefill } = attributionConfig.parse({});

let views = 0;

let dialog: BookingDialogElement;
let storage: Record<string, string>;
/** The addresses of this tab's history, where the browser has them. */
let entries: (string | null)[] | undefined;

beforeEach(() => {
  storage = {};
  entries = undefined;
});
afterEach(() => vi.unstubAllGlobals());

interface View {
  /** The address of the page that linked here, as the browser shows it: without path and query. */
  referrer?: string;
  links?: string[];
  sessionStorage?: object;
  /** `data-consent` of a site that asks for consent. */
  consent?: string;
}

/** A page view of the tab. @returns the addresses of its booking links. */
async function view(path: string, { referrer = "", links = [LINK], sessionStorage = storage, consent }: View = {}): Promise<string[]> {
  // As an anchor does, a URL encodes what is written into its query.
  const anchors = links.map((href) => new URL(href));
  dialog = { dataset: {} } as BookingDialogElement;
  entries?.push(SITE + path);
  vi.stubGlobal("location", new URL(path, SITE));
  vi.stubGlobal("document", { referrer, documentElement: { dataset: { consent } }, querySelector: () => dialog, querySelectorAll: () => anchors });
  vi.stubGlobal("window", entries ? { navigation: { entries: () => entries?.map((url) => ({ url })) } } : {});
  vi.stubGlobal("sessionStorage", sessionStorage);
  // Put in by the build.
  vi.stubGlobal("CAMPAIGN_PARAMETERS", parameters(campaign));
  vi.stubGlobal("PREFILL_PARAMETERS", parameters(prefill));
  vi.resetModules();
  const { carryVisit } = consent === undefined ? await import("../../../../src/booking/browser/attribution.ts") : await askingForConsent();
  carryVisit();
  return anchors.map(({ href }) => href);
}

/** The module of a site that asks for consent, which is decided when the site is built. */
async function askingForConsent(): Promise<typeof attribution> {
  const bundle = await rolldown({ input: fileURLToPath(new URL("../../../../src/booking/browser/attribution.ts", import.meta.url)), transform: { define: { CONSENT: '"calendar"' } } });
  const { output } = await bundle.generate({ format: "esm" });
  // Each page view runs it anew.
  return import(`data:text/javascript,${encodeURIComponent(`${output[0].code}//${++views}`)}`);
}

/** What Cal reads of an address. */
const read = ([href = ""]: readonly string[]) => Object.fromEntries(new URL(href).searchParams);
const raise = (): never => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};
const inside = { referrer: `${SITE}/` };

const AD = "/?utm_source=letter&utm_medium=email&gclid=Cj0-_x";
const FROM_AD = {
  utm_source: "letter",
  utm_medium: "email",
  gclid: "Cj0-_x",
  "metadata[utm_source]": "letter",
  "metadata[utm_medium]": "email",
  "metadata[gclid]": "Cj0-_x",
  "metadata[first_utm_source]": "letter",
  "metadata[first_utm_medium]": "email",
  "metadata[first_gclid]": "Cj0-_x",
};

describe("a booking link", () => {
  test("has the campaign of the page's address, for Cal's booking and for its webhook, and prefill as it is", async () => {
    expect(read(await view(`${AD}&name=Ada&email=ada%40example.com&page=2`))).toEqual({ ...FROM_AD, name: "Ada", email: "ada@example.com" });
    expect(dialog.touch).toBe("&utm_source=letter&utm_medium=email&gclid=Cj0-_x");
  });

  test("of a visit without a campaign stays as it was written, and nothing is stored", async () => {
    const links = [LINK, `${LINK}?duration=30&name=A%20B+C#x`];
    expect(await view("/?page=2&q=utm_source", { links })).toEqual(links);
    expect(storage).toEqual({});
  });

  test("keeps what it has of its own, and that is not replaced", async () => {
    const [href] = await view("/?name=Eve&metadata%5Bplan%5D=free&email=e%40example.com&utm_source=a", { links: [`${LINK}?duration=30&name=Ada&metadata%5Bplan%5D=pro`] });
    expect(href).toMatch(/^https:\/\/cal\.example\/studio\/30min\?duration=30&name=Ada&metadata%5Bplan%5D=pro&email=e%40example\.com&utm_source=a&/);
    expect(href).not.toMatch(/Eve|free/);
  });

  test("is filled in once, however often it is looked at", async () => {
    const [once = ""] = await view(AD);
    expect(await view(AD, { links: [once] })).toEqual([once]);
  });
});

describe("on later pages of the visit", () => {
  test("the campaign and the prefill are the same", async () => {
    await view(`${AD}&name=Ada`);
    expect(read(await view("/pricing", inside))).toEqual({ ...FROM_AD, name: "Ada" });
  });

  test("a new campaign replaces the last one as a whole, and the first one stays the first", async () => {
    await view(`${AD}&name=Ada`);
    const sent = read(await view("/?utm_source=search&ref=x"));
    expect(sent).toMatchObject({ utm_source: "search", ref: "x", "metadata[utm_source]": "search", "metadata[first_utm_source]": "letter", "metadata[first_gclid]": "Cj0-_x", name: "Ada" });
    expect(sent).not.toHaveProperty("utm_medium");
    expect(sent).not.toHaveProperty("gclid");
    expect(read(await view("/pricing", inside))).toEqual(sent);
  });

  test("a link from elsewhere without a campaign changes nothing", async () => {
    await view(AD);
    expect(read(await view("/thanks", { referrer: "https://pay.example/" }))).toEqual(FROM_AD);
  });

  test("a link of the site itself does not begin a campaign, but its prefill counts", async () => {
    await view(AD);
    expect(read(await view("/pricing?utm_source=banner&email=b%40example.com", inside))).toEqual({ ...FROM_AD, email: "b@example.com" });
    expect(read(await view("/about", inside))).toEqual({ ...FROM_AD, email: "b@example.com" });
  });

  test("a site whose name only begins like this one's is elsewhere: its link begins a campaign", async () => {
    await view(AD);
    expect(read(await view("/pricing?utm_source=banner", { referrer: `${SITE}.elsewhere.example/` }))).toMatchObject({ utm_source: "banner" });
  });

  test("with the tags of a link of the site itself, a visit without a campaign has one all the same", async () => {
    await view("/");
    expect(read(await view("/pricing?utm_source=banner", inside))).toMatchObject({ utm_source: "banner" });
  });

  test("prefill alone replaces no campaign", async () => {
    await view(AD);
    expect(read(await view("/?name=Ada"))).toEqual({ ...FROM_AD, name: "Ada" });
  });
});

describe("a landing page without a booking link, on which no script runs,", () => {
  test("is in the tab's history", async () => {
    entries = [SITE + AD, `${SITE}/about`];
    expect(read(await view("/pricing", inside))).toEqual(FROM_AD);
  });

  test("counts before the tags of a link of the site itself", async () => {
    entries = [SITE + AD];
    expect(read(await view("/pricing?utm_source=banner", inside))).toEqual(FROM_AD);
  });

  test("of which the browser shows no address is no landing page", async () => {
    entries = [null];
    expect(await view("/pricing", inside)).toEqual([LINK]);
  });
});

describe("a browser that keeps nothing", () => {
  const broken = new Proxy({}, { get: () => raise(), set: () => raise() });
  test("has it on the first page, and on later ones by its history", async () => {
    entries = [];
    expect(read(await view(AD, { sessionStorage: broken }))).toEqual(FROM_AD);
    expect(read(await view("/pricing", { ...inside, sessionStorage: broken }))).toEqual(FROM_AD);
  });

  test("has the first campaign by its history, too", async () => {
    entries = [SITE + AD];
    expect(read(await view("/?utm_source=search", { sessionStorage: broken }))).toMatchObject({ utm_source: "search", "metadata[first_utm_source]": "letter" });
  });

  test("or whose storage is full, has it on this page", async () => {
    const full = new Proxy({}, { set: () => raise() });
    expect(read(await view(AD, { sessionStorage: full }))).toEqual(FROM_AD);
  });
});

describe("where the site asks for consent, before it is given,", () => {
  test("the links have what the address and the tab's history have, and nothing is stored or read", async () => {
    entries = [];
    storage["booking-visit"] = "&utm_source=old##&utm_source=old";
    const use = vi.fn();
    const untouched = new Proxy(storage, { get: use, set: use });
    expect(read(await view(AD, { sessionStorage: untouched, consent: "" }))).toEqual(FROM_AD);
    expect(read(await view("/pricing", { ...inside, sessionStorage: untouched, consent: "" }))).toEqual(FROM_AD);
    expect(use).not.toHaveBeenCalled();
  });

  test("a page of which neither knows anything has none", async () => {
    await view(AD, { consent: "" });
    expect(await view("/pricing", { ...inside, consent: "" })).toEqual([LINK]);
  });

  test("with the consent it is kept", async () => {
    await view(AD, { consent: "measuring" });
    expect(read(await view("/pricing", { ...inside, consent: "measuring" }))).toEqual(FROM_AD);
  });
});

describe("odd addresses", () => {
  test.each([
    ["nothing of a name", "/?utm_source", {}],
    ["an empty value", "/?utm_source=&utm_medium=", {}],
    ["tags in a fragment", "/#/pricing?utm_source=x&utm_medium=y", {}],
    ["names that are none", "/?__proto__=x&constructor=y&utm=z&mutm_source=a", {}],
    ["an unpaired percent sign", "/?utm_source=100%&utm_medium=%E0%A4%A", { utm_source: "100%", utm_medium: "\ufffd%A" }],
    ["NUL, which Cal's database refuses", "/?utm_source=a%00b&utm_medium=a%0%000&utm_term=a%2500", { utm_term: "a%00" }],
    ["an encoded ampersand, a plus, a question mark", "/?utm_source=a%26utm_medium%3Db+c?d", { utm_source: "a&utm_medium=b c?d" }],
    ["umlauts and emoji", "/?utm_source=Größe👩‍💻", { utm_source: "Größe👩‍💻" }],
    ["markup", "/?utm_source=<img src=x onerror=alert(1)>\"'", { utm_source: "<img src=x onerror=alert(1)>\"'" }],
  ])("%s", async (_what, path, expected) => {
    const { length } = Object.keys(expected);
    const sent = read(await view(path));
    expect(sent).toMatchObject(expected);
    expect(Object.keys(sent).filter((name) => !name.startsWith("metadata["))).toHaveLength(length);
    expect(Object.prototype).not.toHaveProperty("x");
  });

  test("a name that repeats is repeated: Cal takes all guests, and the first of the others", async () => {
    const [href = ""] = await view("/?guests=a%40x.example&guests=b%40x.example&utm_source=first&utm_source=second");
    const sent = new URL(href).searchParams;
    expect(sent.getAll("guests")).toEqual(["a@x.example", "b@x.example"]);
    expect([sent.get("utm_source"), sent.get("metadata[utm_source]")]).toEqual(["first", "first"]);
  });

  test("the metadata that Cal takes for the meeting's address, and parameters of Cal's own, are left out", async () => {
    expect(await view("/?metadata[videoCallUrl]=https://evil.example&metadata%5bVideoCallURL%5d=x&slot=2026-12-01&theme=dark&rescheduleUid=u&cal.tz=x")).toEqual([LINK]);
  });

  test.each([
    ["one value of 10 KB", `/?junk=1&utm_source=${"x".repeat(10_000)}&utm_medium=ok`, 200],
    ["200 parameters", `/?${Array.from({ length: 200 }, (_, i) => `utm_${i}=${"%F0%9F%8E%89".repeat(30)}&metadata[${i}]=${"y".repeat(390)}`).join("&")}`, 14_000],
  ])("%s: the address stays bounded, and so does what is stored", async (_what, path, most) => {
    const [href = ""] = await view(path);
    expect(href.length).toBeGreaterThan(LINK.length);
    expect(href.length).toBeLessThanOrEqual(most);
    expect(String(Object.values(storage)).length).toBeLessThanOrEqual(most);
  });
});

test.each(["", "#", "{}", '["&utm_source"]##&&=&__proto__=1#&', "%"])("another script's %j in the place of ours is taken for nothing", async (value) => {
  storage["booking-visit"] = value;
  expect(read(await view(AD))).toEqual(FROM_AD);
});
