/** Upstash's pay-as-you-go price, which Vercel's own store uses. */
export const PRICE = {
  dollarsPer100kCommands: 0.2,
  freeCommandsPerMonth: 500_000,
  source: "https://upstash.com/docs/redis/overall/billing.md (2026-11)",
} as const;

/** In dollars a month. */
export const BUDGETS = [10, 50, 200] as const;

export interface OpeningPrice {
  dollarsPerMillion: number;
  /** Openings per month in the free tier. */
  free: number;
  /** Openings per month for each budget. With more, it pays to count only a share of them. */
  budgets: { dollars: number; openings: number }[];
}

/** Without bandwidth: 200 GB per month are free, and the commands use up a budget long before. */
export function priceOf(commandsPerOpening: number): OpeningPrice {
  const dollars = (commandsPerOpening * PRICE.dollarsPer100kCommands) / 100_000;
  return {
    dollarsPerMillion: dollars * 1_000_000,
    free: Math.floor(PRICE.freeCommandsPerMonth / commandsPerOpening),
    budgets: BUDGETS.map((budget) => ({ dollars: budget, openings: Math.floor(budget / dollars) })),
  };
}
