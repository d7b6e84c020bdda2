/** What the store costs at Upstash's pay-as-you-go price, which is what Vercel's own store runs on. */
export const PRICE = {
  dollarsPer100kCommands: 0.2,
  freeCommandsPerMonth: 500_000,
  source: "https://upstash.com/docs/redis/overall/billing.md (2026-11)",
} as const;

/** In dollars a month. */
export const BUDGETS = [10, 50, 200] as const;

export interface OpeningPrice {
  dollarsPerMillion: number;
  /** Openings a month that the free tier takes. */
  free: number;
  /** Openings a month that use up a budget: with more of them it pays to count a share only. */
  budgets: { dollars: number; openings: number }[];
}

/** Bandwidth is not in it: 200 GB a month are free, and a budget of commands is used up long before. */
export function priceOf(commandsPerOpening: number): OpeningPrice {
  const dollars = (commandsPerOpening * PRICE.dollarsPer100kCommands) / 100_000;
  return {
    dollarsPerMillion: dollars * 1_000_000,
    free: Math.floor(PRICE.freeCommandsPerMonth / commandsPerOpening),
    budgets: BUDGETS.map((budget) => ({ dollars: budget, openings: Math.floor(budget / dollars) })),
  };
}
