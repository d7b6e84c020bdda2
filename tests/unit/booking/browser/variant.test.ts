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

/** The share of visitors who get the optimized way, 0–100 %, over 10,000 evenly drawn ones. */
function optimizedShare(rollout: string): number {
  let optimized = 0;
  for (let i = 0; i < 10_000; i++) {
    newVisitor(i / 10_000);
    if (chooseVariant(rollout) === "optimized") optimized++;
  }
  return optimized / 100;
}

describe("the rollout", () => {
  test.each([
    ["100", "optimized"],
    [undefined, "optimized"],
    ["0", "baseline"],
  ])("%s gives every visitor the same way, %s, and neither draws nor keeps anything", (rollout, variant) => {
    expect(chooseVariant(rollout)).toBe(variant);
    expect(draw).not.toHaveBeenCalled();
    expect(kept).toEqual({});
  });

  test.each(["0", "1", "10", "50", "99", "100"])("%s is the share of visitors, in percent, who get the optimized way", (rollout) => {
    expect(optimizedShare(rollout)).toBe(Number(rollout));
  });

  test("the shares hold where nothing can be kept", () => {
    vi.stubGlobal("localStorage", refusingStorage("everything"));
    expect(optimizedShare("30")).toBe(30);
    vi.stubGlobal("localStorage", refusingStorage("writing"));
    expect(optimizedShare("30")).toBe(30);
  });

  test("raised, it moves visitors to the optimized way and none back", () => {
    for (let bucket = 0; bucket < 100; bucket++) {
      newVisitor(bucket / 100);
      const variants = ["1", "5", "25", "50", "75", "99", "100"].map((rollout) => chooseVariant(rollout));
      expect(variants.join(" ")).toMatch(/^(baseline ?)*(optimized ?)+$/);
    }
  });
});

describe("a visitor", () => {
  test.each([
    [0.29, "optimized"],
    [0.3, "baseline"],
  ])("whose draw was %d keeps the way, %s, whatever later draws say", (drawn, variant) => {
    newVisitor(drawn);
    expect(chooseVariant("30")).toBe(variant);
    for (const later of [0, 0.5, 0.999]) {
      draw.mockReturnValue(later);
      expect(chooseVariant("30")).toBe(variant);
    }
  });

  test("is kept as the number of a bucket and nothing else", () => {
    newVisitor(0.42);
    chooseVariant("50");
    expect(kept).toEqual({ [BUCKET]: "42" });
  });

  test.each(["", "abc", "NaN", "-1", "1000", "{}"])("with %j kept, which is no bucket, gets the same way each time", (garbage) => {
    kept[BUCKET] = garbage;
    const first = chooseVariant("50");
    expect(["optimized", "baseline"]).toContain(first);
    draw.mockReturnValue(0.999);
    expect(chooseVariant("50")).toBe(first);
    draw.mockReturnValue(0);
    expect(chooseVariant("50")).toBe(first);
    expect(chooseVariant("100")).toBe("optimized");
  });
});

describe("?cal-variant", () => {
  test.each([
    ["?cal-variant=baseline", "100", "baseline"],
    ["?cal-variant=optimized", "0", "optimized"],
    ["?utm_source=mail&cal-variant=baseline", "100", "baseline"],
    ["?cal-variant=optimized&utm_source=mail", "0", "optimized"],
  ])("%s decides, at a rollout of %s too, and leaves no trace", (search, rollout, variant) => {
    vi.stubGlobal("location", { search });
    expect(chooseVariant(rollout)).toBe(variant);
    expect(draw).not.toHaveBeenCalled();
    expect(kept).toEqual({});
  });

  test("decides for one page view: the visitor's own way is kept", () => {
    newVisitor(0.9);
    expect(chooseVariant("50")).toBe("baseline");
    vi.stubGlobal("location", { search: "?cal-variant=optimized" });
    expect(chooseVariant("50")).toBe("optimized");
    vi.stubGlobal("location", { search: "" });
    expect(chooseVariant("50")).toBe("baseline");
  });

  test.each(["?cal-variant=other", "?cal-variant=", "?cal-variant", "?not-cal-variant=optimized"])(
    "%s names no way, so the rollout decides",
    (search) => {
      vi.stubGlobal("location", { search });
      expect(chooseVariant("0")).toBe("baseline");
      expect(chooseVariant("100")).toBe("optimized");
    },
  );
});
