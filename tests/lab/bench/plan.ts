import type { NetworkId } from "./wire/networks.ts";

/** The measured ways to open a calendar. */
export const CONTENDERS = {
  plainLink: "plain link",
  baseline: "the usual way (baseline)",
  elementClick: "Cal's element click",
  prerender: "Cal's prerender",
  ours: "ours",
  instant: "ours, free times first",
} as const;
export type Contender = keyof typeof CONTENDERS;

/** The measured behaviours of a visitor. */
export const SITUATIONS = {
  cold: "cold click",
  hover200: "200 ms of hover",
  hover400: "400 ms of hover",
  hover800: "800 ms of hover",
  touch: "tap",
  keyboard: "keyboard",
  inView: "rests in view, tap",
  readyBefore: "ready before the click",
  reopened: "reopened",
  pointed: "rests on a time first",
} as const;
export type Situation = keyof typeof SITUATIONS;

export type CpuRate = 1 | 4;

/** One visit of a page, with a sample for each of its situations, in order. */
export interface Visit {
  readonly contender: Contender;
  readonly situations: readonly [Situation, ...Situation[]];
}

/** All measurements on one network with one CPU. */
export interface Leg {
  readonly network: NetworkId;
  readonly cpu: CpuRate;
  readonly rounds: number;
  readonly visits: readonly Visit[];
}

const FEW: readonly Visit[] = [
  { contender: "plainLink", situations: ["cold"] },
  { contender: "baseline", situations: ["cold", "reopened"] },
  { contender: "elementClick", situations: ["cold", "reopened"] },
  { contender: "prerender", situations: ["readyBefore", "reopened"] },
  { contender: "ours", situations: ["cold"] },
  { contender: "ours", situations: ["hover400"] },
  { contender: "ours", situations: ["readyBefore", "reopened"] },
];

/** Each picks the first time at once, without a sign before it; `pointed` rests on it first. */
const INSTANT: readonly Visit[] = (["cold", "hover200", "hover400", "touch", "keyboard", "pointed"] as const).map((situation) => ({ contender: "instant", situations: [situation] }));

const ALL: readonly Visit[] = [
  ...FEW,
  ...INSTANT,
  { contender: "prerender", situations: ["cold"] },
  { contender: "ours", situations: ["hover200"] },
  { contender: "ours", situations: ["hover800"] },
  { contender: "ours", situations: ["touch"] },
  { contender: "ours", situations: ["inView"] },
];

export interface PlanOptions {
  /** 4G at full speed only, three rounds. */
  quick?: boolean;
  rounds?: number;
  networks?: readonly NetworkId[];
  cpus?: readonly CpuRate[];
  contenders?: readonly Contender[];
  situations?: readonly Situation[];
}

/** On a slow line a visit takes 20 s. */
const INSTANT_SLOWLY = INSTANT.filter(({ situations: [situation] }) => situation !== "hover200" && situation !== "pointed");

/** The whole run takes 40 minutes, so legs with little variation have fewer rounds and visits. */
const DEFAULT: readonly Leg[] = [
  { network: "4g", cpu: 1, rounds: 5, visits: ALL },
  { network: "4g", cpu: 4, rounds: 5, visits: [...FEW, ...INSTANT, { contender: "ours", situations: ["touch"] }] },
  { network: "fast", cpu: 1, rounds: 5, visits: ALL },
  { network: "fast", cpu: 4, rounds: 3, visits: [...FEW, ...INSTANT] },
  { network: "slow-3g", cpu: 1, rounds: 3, visits: [...FEW, ...INSTANT_SLOWLY] },
  { network: "slow-3g", cpu: 4, rounds: 2, visits: [{ contender: "plainLink", situations: ["cold"] }, ...INSTANT_SLOWLY] },
];
const QUICK: readonly Leg[] = [{ network: "4g", cpu: 1, rounds: 3, visits: ALL }];

/** The legs of a run, in order. An option with names selects all legs with them, for any CPU. */
export function planLegs({ quick = false, rounds, networks, cpus, contenders, situations }: PlanOptions): Leg[] {
  const usual = quick ? QUICK : DEFAULT;
  const legs =
    networks || cpus
      ? (networks ?? ["4g"]).flatMap((network) =>
          (cpus ?? [1]).map((cpu) => legOf(usual, network, cpu) ?? { network, cpu, rounds: quick ? 3 : 5, visits: FEW }),
        )
      : usual;
  const isWanted = (visit: Visit) =>
    (contenders?.includes(visit.contender) ?? true) && (situations?.some((situation) => visit.situations.includes(situation)) ?? true);
  return legs.map((leg) => ({ ...leg, rounds: rounds ?? leg.rounds, visits: (situations ? ALL : leg.visits).filter(isWanted) }));
}

function legOf(legs: readonly Leg[], network: NetworkId, cpu: CpuRate): Leg | undefined {
  return legs.find((leg) => leg.network === network && leg.cpu === cpu);
}
