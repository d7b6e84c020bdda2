/** Made-up visitors: a browser on a device with a connection, on a page of the site, in one of the variants. */
import type { CalSample, Connection, Variant } from "../../../src/metrics/shared/sample.ts";
import type { Dice } from "./dice.ts";

export interface Visitor {
  readonly userAgent: string;
  /** The real connection; Chromium's browsers report it as a fact, others do not. */
  readonly line: Connection;
  /** How much longer the processor takes than a usual laptop's. */
  readonly slowness: number;
  /** What the visitor's samples say about browser and page. */
  readonly facts: Pick<CalSample, "connection"> & Required<Pick<CalSample, "viewportWidth" | "viewportHeight" | "page" | "placement" | "variant">>;
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

const chromium = (userAgent: string, isPhone: boolean): Browser => ({ userAgent, isChromium: true, isPhone, viewports: isPhone ? PHONES : LAPTOPS });
const other = (userAgent: string, viewports: Browser["viewports"], isPhone = viewports !== LAPTOPS): Browser => ({ userAgent, isChromium: false, isPhone, viewports });

/** Six in ten are phones. */
const BROWSERS: readonly (readonly [Browser, number])[] = [
  [other("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1", IPHONES), 26],
  [chromium("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36", true), 27],
  [chromium("Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", true), 5],
  [other("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0", PHONES), 2],
  [other("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1", [[810, 1010], [1080, 740]], false), 3],
  [chromium("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", false), 16],
  [chromium("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", false), 6],
  [other("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15", LAPTOPS), 8],
  [chromium("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", false), 4],
  [other("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", LAPTOPS), 3],
];

const PHONE_LINES: readonly (readonly [Connection, number])[] = [["4g", 86], ["3g", 11], ["2g", 2], ["slow-2g", 1]];
const WIRED_LINES: readonly (readonly [Connection, number])[] = [["4g", 97], ["3g", 3]];

const PAGES: readonly (readonly [string, number])[] = [["/", 7], ["/services", 3]];
/** The booking links of the pages. */
const PLACEMENTS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  "/": [["hero", 46], ["header", 22], ["section-1", 14], ["closing", 18]],
  "/services": [["hero", 40], ["header", 26], ["closing", 34]],
};
/** As with `PUBLIC_CAL_ROLLOUT=80`. */
const VARIANTS: readonly (readonly [Variant, number])[] = [["optimized", 80], ["baseline", 20]];

export function newVisitor(dice: Dice): Visitor {
  const browser = dice.pick(BROWSERS);
  const line = dice.pick(browser.isPhone ? PHONE_LINES : WIRED_LINES);
  const [viewportWidth, viewportHeight] = dice.pick(browser.viewports.map((viewport) => [viewport, 1] as const));
  const page = dice.pick(PAGES);
  return {
    userAgent: browser.userAgent,
    line,
    slowness: (browser.isPhone ? 1.5 : 1) * dice.logNormal(1, 0.25),
    facts: {
      ...(browser.isChromium && { connection: line }),
      viewportWidth,
      viewportHeight,
      page,
      placement: dice.pick(PLACEMENTS[page] ?? []),
      variant: dice.pick(VARIANTS),
    },
  };
}
