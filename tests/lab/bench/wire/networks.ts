import { SEGMENT_BYTES } from "./flow.ts";

/** A visitor's line. */
export interface Network {
  readonly name: string;
  /** ms of a round trip, to every host and to the name server */
  readonly rttMs: number;
  readonly downKbit: number;
  readonly upKbit: number;
}

export const NETWORKS = {
  fast: { name: "fast", rttMs: 20, downKbit: 50_000, upKbit: 20_000 },
  "4g": { name: "4G-like", rttMs: 100, downKbit: 10_000, upKbit: 5_000 },
  "slow-3g": { name: "slow-3G-like", rttMs: 400, downKbit: 400, upKbit: 400 },
} as const satisfies Record<string, Network>;

export type NetworkId = keyof typeof NETWORKS;

/**
 * The maximum bytes in flight of a connection: twice the capacity of the line. Without a limit the model's buffer
 * would be endless, and a second connection would wait for all of the first.
 */
export function maxWindowBytes(kbit: number, rttMs: number): number {
  return Math.max(10 * SEGMENT_BYTES, (2 * kbit * rttMs) / 8);
}

/** "100 ms RTT, 10/5 Mbit/s" */
export function networkText({ rttMs, downKbit, upKbit }: Network): string {
  const isSlow = downKbit < 1000;
  const rate = (kbit: number) => (isSlow ? kbit : kbit / 1000);
  return `${rttMs} ms RTT, ${rate(downKbit)}/${rate(upKbit)} ${isSlow ? "kbit/s" : "Mbit/s"}`;
}
