import { appear } from "../../../src/booking/browser/booking-limits.ts";
import { SITUATIONS, type Contender, type CpuRate, type Situation } from "./plan.ts";
import type { LegResult, Row } from "./results.ts";
import { summarize } from "../command/statistics.ts";
import { NETWORKS } from "./wire/networks.ts";

/** The network of the targets. */
export const TARGET_NETWORK = "4g";

/** A target, and whether this run meets it. */
export interface Verdict {
  target: string;
  /** Undefined if not measured in this run. */
  isMet?: boolean;
  /** The calculation, in ms unless a unit is given. */
  arithmetic: string;
}

/** A delay up to this many ms counts as instant. */
const AT_ONCE = 50;

type JudgedLeg = Pick<LegResult, "network" | "cpu" | "pageLoads"> & { rows: readonly Row[] };

/** Compares our medians with the other contenders' medians on the same network and CPU. */
export function judge(legs: readonly JudgedLeg[]): Verdict[] {
  const leg = (cpu: CpuRate) => legs.find((one) => one.network === TARGET_NETWORK && one.cpu === cpu);
  const full = leg(1)?.rows ?? [];
  const plainLink = readyOf(full, "plainLink", "cold");
  const baseline = readyOf(full, "baseline", "cold");
  return [
    atMost("no lead: 1.05 × plain link", readyOf(full, "ours", "cold"), times(1.05, plainLink)),
    atMost("no lead: 0.75 × the usual way", readyOf(full, "ours", "cold"), times(0.75, baseline)),
    ...(["hover200", "hover400", "hover800", "touch", "inView"] as const).map((situation) => withLead(full, situation, plainLink)),
    ...(["readyBefore", "reopened"] as const).map((situation) => atOnce(full, situation)),
    dialogPainted(leg(4)?.rows ?? []),
    ...freeTimes(full, legs.find(({ network, cpu }) => network === "slow-3g" && cpu === 1)?.rows ?? []),
    ...pageLoad(legs),
  ];
}

/** Free times in our dialog, and Cal's form after a pick. */
function freeTimes(full: readonly Row[], slow: readonly Row[]): Verdict[] {
  const { rttMs } = NETWORKS[TARGET_NETWORK];
  const cold = rowOf(full, "instant", "cold");
  const roundTrip: Limit = { value: 1.3 * rttMs + AT_ONCE, text: `1.3 × ${rttMs} + ${AT_ONCE} = ${1.3 * rttMs + AT_ONCE}` };
  const withPage = cold?.pick && { value: Math.max(0, cold.pick.linkReady.median) + appear, text: `${Math.round(cold.pick.linkReady.median)} + ${appear}, in which Cal's form fades in` };
  const alone = readyOf(full, "ours", "cold");
  return [
    atMost("free times, no lead: 1.3 × round trip + 50 ms", cold?.ready.median, roundTrip),
    atMost("free times, no lead: 0.1 × plain link", cold?.ready.median, times(0.1, readyOf(full, "plainLink", "cold"))),
    atMost("free times, no lead, slow 3G: 0.25 × plain link", readyOf(slow, "instant", "cold"), times(0.25, readyOf(slow, "plainLink", "cold"))),
    ...(["hover200", "touch"] as const).map((situation) => atMost(`free times, ${SITUATIONS[situation]}: ${AT_ONCE} ms`, readyOf(full, "instant", situation), { value: AT_ONCE, text: `${AT_ONCE}` })),
    atMost("pick: form at linkReady", cold?.pick?.form.median, withPage),
    atMost("pick: form not after the calendar alone", cold?.pick?.sinceClick.median, alone === undefined ? undefined : { value: alone, text: `${Math.round(alone)}` }),
    atMost(`pick after resting on it: ${AT_ONCE} ms`, rowOf(full, "instant", "pointed")?.pick?.form.median, { value: AT_ONCE, text: `${AT_ONCE}` }),
  ];
}

interface Limit {
  value: number;
  /** The calculation: "1.05 × 1644 = 1726". */
  text: string;
}

function atMost(target: string, value: number | undefined, limit: Limit | undefined): Verdict {
  if (value === undefined || !limit) return { target, arithmetic: "not measured" };
  const isMet = value <= limit.value;
  return { target, isMet, arithmetic: `${Math.round(value)} ${isMet ? "≤" : ">"} ${limit.text}` };
}

function times(factor: number, value: number | undefined): Limit | undefined {
  if (value === undefined) return undefined;
  return { value: factor * value, text: `${factor} × ${Math.round(value)} = ${Math.round(factor * value)}` };
}

/** Nothing is left to wait for. Says as well since when the times were opaque, which a calendar that is not drawn while it is hidden misses. */
function atOnce(rows: readonly Row[], situation: Situation): Verdict {
  const row = rowOf(rows, "ours", situation);
  const verdict = atMost(`${SITUATIONS[situation]}: ${AT_ONCE} ms`, row?.ready.median, { value: AT_ONCE, text: `${AT_ONCE}` });
  if (!row?.opaque) return verdict;
  const opaque = Math.round(row.opaque.median);
  return { ...verdict, arithmetic: `${verdict.arithmetic}; times opaque ${Math.abs(opaque)} ms ${opaque < 0 ? "before" : "after"} the click` };
}

/** A lead must shorten the wait by almost its whole length. */
function withLead(rows: readonly Row[], situation: Situation, plainLink: number | undefined): Verdict {
  const row = rowOf(rows, "ours", situation);
  const target = `${SITUATIONS[situation]}: 1.05 × plain − 0.95 × lead`;
  if (!row || plainLink === undefined) return { target, arithmetic: "not measured" };
  const rest = 1.05 * plainLink - 0.95 * row.lead.median;
  const sum = `1.05 × ${Math.round(plainLink)} − 0.95 × ${Math.round(row.lead.median)} = ${Math.round(rest)}`;
  return atMost(target, row.ready.median, { value: Math.max(AT_ONCE, rest), text: rest < AT_ONCE ? `${AT_ONCE}, for ${sum}` : sum });
}

function dialogPainted(rows: readonly Row[]): Verdict {
  const target = `dialog painted with CPU 4x: ${AT_ONCE} ms`;
  const ours = rows.filter((row) => row.contender === "ours" && row.painted);
  const worst = ours.toSorted((a, b) => (b.painted?.median ?? 0) - (a.painted?.median ?? 0))[0];
  const verdict = atMost(target, worst?.painted?.median, { value: AT_ONCE, text: `${AT_ONCE}` });
  return worst ? { ...verdict, arithmetic: `${verdict.arithmetic} (${SITUATIONS[worst.situation]}, the slowest of ${ours.length})` } : verdict;
}

/** For bytes and requests the worst load counts. Blocking time includes noise of the machine, so the worst median of a leg counts. */
function pageLoad(legs: readonly JudgedLeg[]): Verdict[] {
  const loadsOf = (contender: Contender, { pageLoads }: JudgedLeg) => pageLoads.filter((load) => load.contender === contender);
  const loads = legs.flatMap((leg) => loadsOf("ours", leg));
  const nothing = (["scriptBytes", "calRequests"] as const).map((key): Verdict => {
    const target = `page load: 0 ${key === "scriptBytes" ? "script bytes" : "requests to Cal"}`;
    if (loads.length === 0) return { target, arithmetic: "not measured" };
    const worst = Math.max(...loads.map((load) => load[key]));
    return { target, isMet: worst === 0, arithmetic: `${worst} in the worst of ${loads.length} loads` };
  });
  const blocking = (contender: Contender) =>
    legs.flatMap((leg) => {
      const median = summarize(loadsOf(contender, leg).map(({ totalBlockingTime }) => totalBlockingTime))?.median;
      return median === undefined ? [] : { cpu: leg.cpu, median: Math.round(median) };
    });
  const ours = blocking("ours");
  const shown = (all: typeof ours) => all.map(({ cpu, median }) => `${median} with CPU ${cpu}x`).join(", ");
  const target = "page load: 0 ms of blocking";
  if (ours.length === 0) return [...nothing, { target, arithmetic: "not measured" }];
  const bare = blocking("plainLink");
  const arithmetic = `${shown(ours)}${bare.length > 0 ? `; a page without scripts: ${bare.map(({ median }) => median).join(", ")}` : ""}`;
  return [...nothing, { target, isMet: ours.every(({ median }) => median === 0), arithmetic }];
}

function readyOf(rows: readonly Row[], contender: Row["contender"], situation: Situation): number | undefined {
  return rowOf(rows, contender, situation)?.ready.median;
}

function rowOf(rows: readonly Row[], contender: Row["contender"], situation: Situation): Row | undefined {
  return rows.find((row) => row.contender === contender && row.situation === situation);
}
