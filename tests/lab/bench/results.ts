import type { Environment } from "../command/environment.ts";
import type { CalendarLoad } from "./calendar-load.ts";
import type { PickTimes, Sample } from "./opening.ts";
import type { PageLoad } from "./page-load.ts";
import type { Contender, CpuRate, Situation } from "./plan.ts";
import { summarize, type Summary } from "../command/statistics.ts";
import type { Verdict } from "./targets.ts";
import type { Network, NetworkId } from "./wire/networks.ts";
import type { WireCheck } from "./wire/wire-check.ts";

/** A failed visit. It is counted and not repeated. */
export interface Failure {
  contender: Contender;
  situation: Situation | "page load";
  reason: string;
}

/** The measurements on one network with one CPU. */
export interface LegResult {
  network: NetworkId;
  cpu: CpuRate;
  rounds: number;
  samples: Sample[];
  pageLoads: PageLoad[];
  failures: Failure[];
}

/** The result of one contender in one situation. */
export interface Row {
  contender: Contender;
  situation: Situation;
  lead: Summary;
  painted?: Summary;
  presented?: Summary;
  linkReady?: Summary;
  opaque?: Summary;
  ready: Summary;
  pick?: Record<keyof PickTimes, Summary>;
  failed: number;
  /** Ratio of the median of `ready` to that of the plain link, and to that of the baseline in the same situation. */
  toPlainLink?: number;
  toBaseline?: number;
}

/** The content of docs/bench.json. */
export interface BenchResults {
  takenAt: string;
  environment: Environment & { browser: string };
  seed: number;
  calendar: CalendarLoad;
  networks: Partial<Record<NetworkId, Network & { check: WireCheck }>>;
  /** ms that the same loop takes in the page, in the calendar's frame and on the booking page, by CPU rate. */
  cpuChecks: Partial<Record<CpuRate, { page: number; frame: number; bookingPage: number }>>;
  /** Situations that were not measured, with the reason. */
  skipped: { contender: Contender; situation: Situation; reason: string }[];
  legs: (LegResult & { rows: Row[] })[];
  targets: Verdict[];
}

/** Summarizes a leg's samples, in the order of the report. */
export function rowsOf({ samples, failures }: LegResult): Row[] {
  const groups = Map.groupBy(samples, ({ contender, situation }) => `${contender} ${situation}`);
  const median = (contender: Contender, situation: Situation) =>
    summarize((groups.get(`${contender} ${situation}`) ?? []).map(({ ready }) => ready))?.median;
  const plainLink = median("plainLink", "cold");
  return [...groups.values()].flatMap((group): Row[] => {
    const [first] = group;
    const [lead, ready] = [summarize(group.map((one) => one.lead)), summarize(group.map((one) => one.ready))];
    if (!first || !lead || !ready) return [];
    const { contender, situation } = first;
    const [painted, presented, linkReady, opaque] = (["painted", "presented", "linkReady", "opaque"] as const).map((key) =>
      summarize(group.flatMap((one) => one[key] ?? [])),
    );
    const picks = group.flatMap(({ pick }) => pick ?? []);
    const [pickLinkReady, form, sinceClick] = (["linkReady", "form", "sinceClick"] as const).map((key) => summarize(picks.map((pick) => pick[key])));
    const failed = failures.filter((one) => one.contender === contender && one.situation === situation).length;
    const baseline = median("baseline", situation === "reopened" ? "reopened" : "cold");
    return [
      {
        contender,
        situation,
        lead,
        ...(painted && { painted }),
        ...(presented && { presented }),
        ...(linkReady && { linkReady }),
        ...(opaque && { opaque }),
        ready,
        ...(pickLinkReady && form && sinceClick && { pick: { linkReady: pickLinkReady, form, sinceClick } }),
        failed,
        ...(plainLink !== undefined && { toPlainLink: ready.median / plainLink }),
        ...(baseline !== undefined && { toBaseline: ready.median / baseline }),
      },
    ];
  });
}
