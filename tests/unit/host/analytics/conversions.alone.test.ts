import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type * as Conversions from "../../../../src/host/analytics/browser/conversions.ts";
import type { Conversion } from "../../../../src/host/analytics/browser/provider.ts";

const UID = "bFJeNb2uX8ANpT3JL5EfXw";
/** printf bFJeNb2uX8ANpT3JL5EfXw | sha256sum | cut -c1-32 */
const ID = "6b1bbfde90bd4c2a214e64363ccb40ca";

let disk: Record<string, string> | "forbidden" | "full";
beforeEach(() => {
  vi.stubGlobal("CONSENT", "none");
  vi.stubGlobal("document", new EventTarget());
  disk = {};
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => {
      if (disk === "forbidden") throw new Error("SecurityError");
      return disk === "full" ? null : (disk[key] ?? null);
    },
    setItem: (key: string, value: string) => {
      if (typeof disk === "string") throw new Error("QuotaExceededError");
      disk[key] = value;
    },
  });
});
afterEach(() => {
  performance.clearMarks();
  vi.unstubAllGlobals();
});

/** The module as another page would load it, with a memory of its own. */
async function newPage(): Promise<typeof Conversions> {
  vi.resetModules();
  return import("../../../../src/host/analytics/browser/conversions.ts");
}

const booked = (detail: object) => document.dispatchEvent(Object.assign(new Event("readyslot:booked"), { detail }));

async function bookingsOf(page: typeof Conversions): Promise<Conversion[]> {
  const seen: Conversion[] = [];
  page.onBooking((conversion) => void seen.push(conversion));
  return seen;
}

describe("a booking", () => {
  test("is reported by its hash, with its link's path and placement", async () => {
    const seen = await bookingsOf(await newPage());
    booked({ uid: UID, paymentRequired: false, path: "studio/30min", placement: "hero", variant: "instant", at: 5 });
    await expect.poll(() => seen).toEqual([{ id: ID, path: "studio/30min", placement: "hero", variant: "instant" }]);
  });

  test("that is still to be paid is not", async () => {
    const seen = await bookingsOf(await newPage());
    booked({ uid: "unpaid", paymentRequired: true });
    booked({ uid: UID, paymentRequired: false });
    await expect.poll(() => seen.map(({ id }) => id)).toEqual([ID]);
  });

  test.each([
    ["in the dialog", "booking:30min:booked", { id: ID, path: "30min" }],
    ["on the way back from Cal", "booking:booked", { id: ID }],
  ])("that was made before the code came is read from its mark: %s", async (_where, name, conversion) => {
    performance.mark("booking:30min:unpaid", { detail: "unpaid" });
    performance.mark("booking:30min:shown");
    performance.mark(name, { detail: UID });
    const seen = await bookingsOf(await newPage());
    await expect.poll(() => seen).toEqual([conversion]);
  });
});

describe("a conversion is claimed", () => {
  const conversion = { id: ID };

  test("once for each provider, on whichever page", async () => {
    expect(await (await newPage()).claim("ga4:G-1", conversion)).toBe(true);
    const other = await newPage();
    expect([await other.claim("ga4:G-1", conversion), await other.claim("meta:1", conversion), await other.claim("ga4:G-1", { id: "another" })]).toEqual([false, true, true]);
  });

  test("once by many at the same time", async () => {
    const [one, other] = [await newPage(), await newPage()];
    const claims = await Promise.all([one, other, one, other].map((page) => page.claim("ga4:G-1", conversion)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test.each(["forbidden", "full"] as const)("once per page view where storage is %s", async (state) => {
    disk = state;
    const page = await newPage();
    expect([await page.claim("ga4:G-1", conversion), await page.claim("ga4:G-1", conversion)]).toEqual([true, false]);
  });

  test.each(["{", "7", "null", '"x"'])("also where the storage has %s", async (text) => {
    disk = { "readyslot-conversions": text };
    const page = await newPage();
    expect([await page.claim("ga4:G-1", conversion), await page.claim("ga4:G-1", conversion)]).toEqual([true, false]);
  });

  test("and at most 100 are remembered, without Cal's uid", async () => {
    const page = await newPage();
    for (let i = 0; i < 120; i++) await page.claim("ga4:G-1", { id: `${i}` });
    const [kept = ""] = Object.values(disk as Record<string, string>);
    expect(JSON.parse(kept)).toHaveLength(100);
    expect(kept).not.toContain(UID);
  });
});
