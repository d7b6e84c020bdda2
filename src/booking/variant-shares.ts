import type { Variant } from "./events.ts";

/** The visitors that get each variant, in whole percent; in sum 100. */
export type VariantShares = Readonly<Record<Variant, number>>;

const EXAMPLE = '"instant=80 optimized=10 baseline=10"';

/**
 * The shares from `PUBLIC_CAL_VARIANTS`. Without it, `PUBLIC_CAL_ROLLOUT` (100) is the share of `instant`, and the others
 * get the baseline.
 *
 * @throws {TypeError} for a malformed value.
 */
export function variantShares({ PUBLIC_CAL_VARIANTS, PUBLIC_CAL_ROLLOUT }: Readonly<Record<string, string | undefined>>): VariantShares {
  if (PUBLIC_CAL_VARIANTS?.trim()) return parseVariantShares(PUBLIC_CAL_VARIANTS);
  const instant = rolloutOf(PUBLIC_CAL_ROLLOUT || "100");
  return { instant, optimized: 0, baseline: 100 - instant };
}

/** @throws {TypeError} that says what was found and what to write. */
export function parseVariantShares(text: string): VariantShares {
  const shares = { instant: 0, optimized: 0, baseline: 0 };
  const seen = new Set<string>();
  for (const part of text.trim().split(/[\s,]+/)) {
    const [, name = "", share = ""] = /^(instant|optimized|baseline)=(\d{1,3})$/.exec(part) ?? [];
    if (!name || seen.has(name)) throw malformed(text, seen.has(name) ? `It names ${name} twice.` : `"${part}" is not a variant with its share.`);
    seen.add(name);
    shares[name as Variant] = Number(share);
  }
  const sum = shares.instant + shares.optimized + shares.baseline;
  if (sum !== 100) throw malformed(text, `The shares add up to ${sum}.`);
  return shares;
}

/** As the setting is written: "instant=80 optimized=10 baseline=10". */
export function variantSharesText(shares: VariantShares): string {
  return Object.entries(shares).map(([name, share]) => `${name}=${share}`).join(" ");
}

/** As the page carries them for `browser/variant.ts`: below the first number instant, below the second optimized, otherwise the baseline. */
export function shareLimits({ instant, optimized }: VariantShares): string {
  return `${instant} ${instant + optimized}`;
}

function malformed(text: string, why: string): TypeError {
  return new TypeError(`PUBLIC_CAL_VARIANTS is "${text}". ${why} Write the share of visitors for each variant in whole percent, 100 in sum, for example ${EXAMPLE}.`);
}

function rolloutOf(value: string): number {
  if (/^\d{1,3}$/.test(value) && Number(value) <= 100) return Number(value);
  throw new TypeError(
    `PUBLIC_CAL_ROLLOUT is "${value}". Write the share of visitors who get the fast calendar, in whole percent: 100 for everybody, 90 to keep a tenth for comparison, 0 to switch it off.`,
  );
}
