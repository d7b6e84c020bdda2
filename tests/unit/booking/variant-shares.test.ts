import { describe, expect, test } from "vitest";
import { calSettings } from "../../../src/booking/cal-settings.ts";
import { parseVariantShares, shareLimits, variantShares, variantSharesText } from "../../../src/booking/variant-shares.ts";

const EVERYBODY = { instant: 100, optimized: 0, baseline: 0 };

describe("the shares of the variants", () => {
  test("everybody gets the times at once unless a share is set", () => {
    expect(variantShares({})).toEqual(EVERYBODY);
    expect(variantShares({ PUBLIC_CAL_ROLLOUT: "", PUBLIC_CAL_VARIANTS: " " })).toEqual(EVERYBODY);
    expect(calSettings({ PUBLIC_CAL_LINK: "ada/intro" }).shares).toEqual(EVERYBODY);
  });

  test.each([
    ["0", { instant: 0, optimized: 0, baseline: 100 }],
    ["90", { instant: 90, optimized: 0, baseline: 10 }],
  ])("PUBLIC_CAL_ROLLOUT=%s is the share of instant, and the others get the baseline", (PUBLIC_CAL_ROLLOUT, shares) => {
    expect(variantShares({ PUBLIC_CAL_ROLLOUT })).toEqual(shares);
  });

  test.each([
    ["instant=80 optimized=10 baseline=10", { instant: 80, optimized: 10, baseline: 10 }],
    [" baseline=50,  instant=50 ", { instant: 50, optimized: 0, baseline: 50 }],
    ["optimized=100", { instant: 0, optimized: 100, baseline: 0 }],
  ])("PUBLIC_CAL_VARIANTS=%j counts before PUBLIC_CAL_ROLLOUT; a variant that it does not name has none", (PUBLIC_CAL_VARIANTS, shares) => {
    expect(variantShares({ PUBLIC_CAL_VARIANTS, PUBLIC_CAL_ROLLOUT: "7" })).toEqual(shares);
    expect(parseVariantShares(variantSharesText(shares))).toEqual(shares);
  });

  test.each([
    ["instant=80", "The shares add up to 80."],
    ["instant=80 baseline=30", "The shares add up to 110."],
    ["instant=80 instant=20", "It names instant twice."],
    ["instant=80 fast=20", '"fast=20" is not a variant with its share.'],
    ["instant", '"instant" is not a variant with its share.'],
    ["instant=-1 baseline=101", '"instant=-1" is not a variant with its share.'],
    ["instant=99.5 baseline=0.5", '"instant=99.5" is not a variant with its share.'],
  ])("PUBLIC_CAL_VARIANTS=%j is refused with the reason and an example", (PUBLIC_CAL_VARIANTS, why) => {
    expect(() => variantShares({ PUBLIC_CAL_VARIANTS })).toThrow(
      `PUBLIC_CAL_VARIANTS is "${PUBLIC_CAL_VARIANTS}". ${why} Write the share of visitors for each variant in whole percent, 100 in sum, for example "instant=80 optimized=10 baseline=10".`,
    );
  });

  test.each(["101", "-1", "half", "12.5", "1e1"])("PUBLIC_CAL_ROLLOUT=%s is no share, and the message quotes valid values", (PUBLIC_CAL_ROLLOUT) => {
    expect(() => calSettings({ PUBLIC_CAL_ROLLOUT })).toThrow(`PUBLIC_CAL_ROLLOUT is "${PUBLIC_CAL_ROLLOUT}". Write the share of visitors`);
  });

  test.each([
    [EVERYBODY, "100 100"],
    [{ instant: 80, optimized: 10, baseline: 10 }, "80 90"],
    [{ instant: 0, optimized: 0, baseline: 100 }, "0 0"],
  ])("%j is %j in the page", (shares, limits) => {
    expect(shareLimits(shares)).toBe(limits);
  });
});
