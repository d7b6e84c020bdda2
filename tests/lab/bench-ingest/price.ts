/** Upstash's pay-as-you-go price, which Vercel's own store uses. It counts each command inside a MULTI. */
export const PRICE = {
  dollarsPer100kCommands: 0.2,
  freeCommandsPerMonth: 500_000,
  source: "https://upstash.com/docs/redis/overall/billing.md (2026-11)",
} as const;

export interface OpeningPrice {
  dollarsPerMillion: number;
  /** Openings per month in the free tier. */
  free: number;
}

/** Without bandwidth: 200 GB per month are free, which are hundreds of millions of openings. */
export function priceOf(commandsPerOpening: number): OpeningPrice {
  return { dollarsPerMillion: commandsPerOpening * 10 * PRICE.dollarsPer100kCommands, free: Math.floor(PRICE.freeCommandsPerMonth / commandsPerOpening) };
}
