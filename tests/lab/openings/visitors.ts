/** A made-up visitor: a browser on a device on some line, on a page of the site, in one of the variants. */
import type { CalSample, Connection, Variant } from "../../../src/metrics/shared/sample.ts";
import { USER_AGENTS } from "../../fixtures/requests/user-agents.ts";
import { diceOf, type Dice } from "./dice.ts";

export interface Visitor {
  readonly userAgent: string;
  /** The real line; `facts.connection` is the browser's report of it. */
  readonly line: Connection;
  /** How many times slower the processor is than that of a usual laptop. */
  readonly slowness: number;
  /** The fields of a sample that describe browser and page. Only Chromium's browsers report the connection. */
  readonly facts: Pick<CalSample, "connection" | keyof Origin> & Required<Pick<CalSample, "viewportWidth" | "viewportHeight" | "page" | "placement" | "variant">>;
}

interface Browser {
  readonly userAgent: string;
  readonly isChromium: boolean;
  readonly isPhone: boolean;
  readonly viewports: readonly (readonly [width: number, height: number])[];
}

const LAPTOPS = [[1440, 789], [1536, 730], [1280, 665], [1920, 953]] as const;
const PHONES = [[360, 664], [384, 724], [412, 785]] as const;
const IPHONES = [[390, 664], [393, 659], [430, 739]] as const;
const IPADS = [[810, 1010], [1080, 740]] as const;

/** @throws {RangeError} if the fixtures have no such browser. */
function browserOn(system: string, browser: string, viewports: Browser["viewports"]): Browser {
  const found = USER_AGENTS.find((one) => one.system === system && one.browser === browser && viewports.some(([width]) => width > 700) !== (one.device === "phone"));
  if (!found) throw new RangeError(`No user agent of ${browser} on ${system}.`);
  return { userAgent: found.userAgent, isChromium: /Chrome\//.test(found.userAgent), isPhone: found.device === "phone", viewports };
}

/** Six in ten are phones. */
const BROWSERS: readonly (readonly [Browser, number])[] = [
  [browserOn("iOS", "Safari", IPHONES), 26],
  [browserOn("Android", "Chrome", PHONES), 27],
  [browserOn("Android", "Samsung Internet for Android", PHONES), 5],
  [browserOn("Android", "Firefox", PHONES), 2],
  [browserOn("iOS", "Safari", IPADS), 3],
  [browserOn("Windows", "Chrome", LAPTOPS), 16],
  [browserOn("Windows", "Microsoft Edge", LAPTOPS), 6],
  [browserOn("macOS", "Safari", LAPTOPS), 8],
  [browserOn("macOS", "Chrome", LAPTOPS), 4],
  [browserOn("Linux", "Firefox", LAPTOPS), 3],
];

const PHONE_LINES: readonly (readonly [Connection, number])[] = [["4g", 86], ["3g", 11], ["2g", 2], ["slow-2g", 1]];
const WIRED_LINES: readonly (readonly [Connection, number])[] = [["4g", 97], ["3g", 3]];

const PAGES: readonly (readonly [string, number])[] = [["/", 7], ["/services", 3]];
/** Where the site's pages have booking links. */
const PLACEMENTS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  "/": [["hero", 46], ["header", 22], ["bar", 14], ["closing", 18]],
  "/services": [["hero", 40], ["header", 26], ["closing", 34]],
};
/** As with `PUBLIC_CAL_VARIANTS="instant=60 optimized=20 baseline=20"`. */
const VARIANTS: readonly (readonly [Variant, number])[] = [["instant", 60], ["optimized", 20], ["baseline", 20]];

type Origin = Pick<CalSample, "source" | "medium" | "campaign">;
/** The link by which the visit began. */
const ORIGINS: readonly (readonly [Origin, number])[] = [
  [{}, 38],
  [{ source: "google.com" }, 27],
  [{ source: "duckduckgo.com" }, 4],
  [{ source: "linkedin.com" }, 8],
  [{ source: "newsletter", medium: "email", campaign: "november" }, 15],
  [{ source: "google", medium: "cpc", campaign: "slow-bookings" }, 8],
];

export function newVisitor(dice: Dice): Visitor {
  const browser = dice.pick(BROWSERS);
  const line = dice.pick(browser.isPhone ? PHONE_LINES : WIRED_LINES);
  const [viewportWidth, viewportHeight] = dice.pick(browser.viewports.map((viewport) => [viewport, 1] as const));
  const page = dice.pick(PAGES);
  const slowness = (browser.isPhone ? 1.5 : 1) * dice.logNormal(1, 0.25);
  return {
    userAgent: browser.userAgent,
    line,
    slowness,
    facts: {
      ...(browser.isChromium && { connection: line }),
      viewportWidth,
      viewportHeight,
      page,
      placement: dice.pick(PLACEMENTS[page] ?? []),
      variant: dice.pick(VARIANTS),
      // From digits of what was drawn already: another draw would change every month that a seed gives.
      ...diceOf(() => (slowness * 1e6) % 1).pick(ORIGINS),
    },
  };
}

/** The web vitals that the visitor's browser reports for a page view. */
export type Vitals = Pick<CalSample, "lcp" | "inp" | "ttfb" | "cls">;

/** Only Chromium measures all of them; Firefox has no layout shift, and these versions of Safari have only the first byte. */
export function vitalsOf({ facts: { connection }, line, slowness, userAgent }: Visitor, dice: Dice): Vitals {
  const far = { "4g": 1, "3g": 2.2, "2g": 4.5, "slow-2g": 7 }[line];
  const ttfb = dice.logNormal(85, 0.55) * far;
  const lcp = ttfb + dice.logNormal(520, 0.4) * (0.5 * far + 0.5 * slowness);
  const [inp, cls] = [dice.logNormal(55, 0.5) * slowness, Math.min(dice.logNormal(0.012, 1.2), 1)];
  return {
    ttfb: Math.round(ttfb),
    ...((connection ?? /Firefox/.test(userAgent)) && { lcp: Math.round(lcp) }),
    ...(connection && { inp: Math.round(inp), cls: Math.round(cls * 1_000) / 1_000 }),
  };
}
