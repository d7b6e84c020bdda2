/** Repeatable randomness: the same seed gives the same values in the same order. */
export interface Dice {
  /** 0 to 1, never 1. */
  next(): number;
  /** True with this probability (0–1). */
  chance(probability: number): boolean;
  /** One of the values, with a probability in proportion to its weight. @throws {RangeError} without values. */
  pick<T>(weighted: readonly (readonly [value: T, weight: number])[]): T;
  /** At least `from`, below `to`. */
  between(from: number, to: number): number;
  /** A log-normal value, as times in the field are. `sigma` is the standard deviation of its logarithm. */
  logNormal(median: number, sigma: number): number;
  hex(digits: number): string;
  /** Looks like a version 4 UUID. It is not secret: the seed determines it. */
  uuid(): string;
}

export function createDice(seed: number): Dice {
  return diceOf(seededRandom(seed));
}

/** The same with the random numbers (0–1) of `next`. */
export function diceOf(next: () => number): Dice {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join("");
  return {
    next,
    hex,
    chance: (probability) => next() < probability,
    between: (from, to) => from + (to - from) * next(),
    pick(weighted) {
      let left = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of weighted) {
        left -= weight;
        if (left < 0) return value;
      }
      throw new RangeError("There is nothing to pick from.");
    },
    logNormal(median, sigma) {
      // Box and Muller, 1958. 1 − next() is never 0.
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(sigma * normal);
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

/** Numbers from 0 to 1, never 1, that depend on the seed alone (SplitMix32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md#splitmix32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** The items in a random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
