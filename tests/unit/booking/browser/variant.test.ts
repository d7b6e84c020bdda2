import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { chooseVariant } from "../../../../src/booking/browser/variant.ts";

const BUCKET = "booking-bucket";

/** A browser's storage keeps text, whatever it is given. */
function storage(kept: Record<string, string> = {}): Record<string, string> {
  return new Proxy(kept, { set: (target, key, value) => Reflect.set(target, key, String(value)) });
}

/** Storage as a browser has it that refuses: all of it, or only to keep something. */
function refusingStorage(refuses: "everything" | "writing"): Record<string, string> {
  return new Proxy({}, { set: refuse, ...(refuses === "everything" && { get: refuse }) });
}

function refuse(): never {
  throw new DOMException("The operation is insecure.", "SecurityError");
}

let kept: Record<string, string>;
let draw: MockInstance<() => number>;

beforeEach(() => {
  kept = {};
  vi.stubGlobal("localStorage", storage(kept));
  vi.stubGlobal("location", { search: "" });
  draw = vi.spyOn(Math, "random");
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A visitor who has never been here, and whose draw is `drawn` (0–1). */
function newVisitor(drawn: number): void {
  delete kept[BUCKET];
  draw.mockReturnValue(drawn);
}

/** The share of visitors who get each variant, 0–100 %, over 10,000 evenly drawn ones. */
function sharesAt(limits: string): Record<string, number> {
  const counts = { instant: 0, optimized: 0, baseline: 0 };
  for (let i = 0; i < 10_000; i++) {
    newVisitor(i / 10_000);
    counts[chooseVariant(limits)] += 0.01;
  }
  return Object.fromEntries(Object.entries(counts).map(([name, share]) => [name, Math.round(share)]));
}

describe("the shares", () => {
  test.each([
    ["100 100", "instant"],
    [undefined, "instant"],
    ["0 100", "optimized"],
    ["0 0", "baseline"],
  ])("%s give every visitor the same way, %s, and nothing is drawn or kept", (limits, variant) => {
    expect(chooseVariant(limits)).toBe(variant);
    expect(draw).not.toHaveBeenCalled();
    expect(kept).toEqual({});
  });

  test.each([
    ["80 90", { instant: 80, optimized: 10, baseline: 10 }],
    ["1 1", { instant: 1, optimized: 0, baseline: 99 }],
    ["0 50", { instant: 0, optimized: 50, baseline: 50 }],
    ["99 100", { instant: 99, optimized: 1, baseline: 0 }],
  ])("%s are the shares of visitors, in percent: %j", (limits, shares) => {
    expect(sharesAt(limits)).toEqual(shares);
  });

  test("hold where nothing can be kept", () => {
    vi.stubGlobal("localStorage", refusingStorage("everything"));
    expect(sharesAt("30 40")).toEqual({ instant: 30, optimized: 10, baseline: 60 });
    vi.stubGlobal("localStorage", refusingStorage("writing"));
    expect(sharesAt("30 40")).toEqual({ instant: 30, optimized: 10, baseline: 60 });
  });

  test("when instant's is raised, visitors move to instant and none back", () => {
    for (let bucket = 0; bucket < 100; bucket++) {
      newVisitor(bucket / 100);
      const variants = ["1", "5", "25", "50", "75", "99", "100"].map((share) => chooseVariant(`${share} ${share}`));
      expect(variants.join(" ")).toMatch(/^(baseline ?)*(instant ?)+$/);
    }
  });

  test.each([
    ["100 100", "optimized"],
    ["0 0", "baseline"],
  ])("%s on a site without free times to offer give %s, whatever is forced", (limits, variant) => {
    expect(chooseVariant(limits, false)).toBe(variant);
    vi.stubGlobal("location", { search: "?cal-variant=instant" });
    expect(chooseVariant(limits, false)).toBe("optimized");
  });
});

describe("a visitor", () => {
  test.each([
    [0.29, "instant"],
    [0.3, "optimized"],
    [0.4, "baseline"],
  ])("whose draw was %d keeps the way, %s, whatever later draws say", (drawn, variant) => {
    newVisitor(drawn);
    expect(chooseVariant("30 40")).toBe(variant);
    for (const later of [0, 0.5, 0.999]) {
      draw.mockReturnValue(later);
      expect(chooseVariant("30 40")).toBe(variant);
    }
  });

  test("is kept as the number of a bucket and nothing else", () => {
    newVisitor(0.42);
    chooseVariant("50 50");
    expect(kept).toEqual({ [BUCKET]: "42" });
  });

  test.each(["", "abc", "NaN", "-1", "1000", "{}"])("with %j kept, which is no bucket, gets the same way each time", (garbage) => {
    kept[BUCKET] = garbage;
    const first = chooseVariant("50 50");
    expect(["instant", "baseline"]).toContain(first);
    draw.mockReturnValue(0.999);
    expect(chooseVariant("50 50")).toBe(first);
    draw.mockReturnValue(0);
    expect(chooseVariant("50 50")).toBe(first);
    expect(chooseVariant("100 100")).toBe("instant");
  });
});

describe("?cal-variant", () => {
  test.each([
    ["?cal-variant=baseline", "100 100", "baseline"],
    ["?cal-variant=optimized", "0 0", "optimized"],
    ["?cal-variant=instant", "0 0", "instant"],
    ["?utm_source=mail&cal-variant=baseline", "100 100", "baseline"],
    ["?cal-variant=instant&utm_source=mail", "0 100", "instant"],
    ["?cal-variant=instant", "50 60", "instant"],
  ])("%s decides, at shares of %s too, and leaves no trace", (search, limits, variant) => {
    vi.stubGlobal("location", { search });
    expect(chooseVariant(limits)).toBe(variant);
    expect(draw).not.toHaveBeenCalled();
    expect(kept).toEqual({});
  });

  test("decides for one page view: the visitor's own way is kept", () => {
    newVisitor(0.9);
    expect(chooseVariant("50 50")).toBe("baseline");
    vi.stubGlobal("location", { search: "?cal-variant=optimized" });
    expect(chooseVariant("50 50")).toBe("optimized");
    vi.stubGlobal("location", { search: "" });
    expect(chooseVariant("50 50")).toBe("baseline");
  });

  test.each(["?cal-variant=other", "?cal-variant=", "?cal-variant", "?not-cal-variant=optimized"])(
    "%s names no way, so the shares decide",
    (search) => {
      vi.stubGlobal("location", { search });
      expect(chooseVariant("0 0")).toBe("baseline");
      expect(chooseVariant("100 100")).toBe("instant");
    },
  );
});
