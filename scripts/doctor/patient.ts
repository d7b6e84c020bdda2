import type { Env, Place } from "../../src/host/settings/setting-problems.ts";

/** What is looked at. */
export interface Patient {
  /** The settings of the set-up, which need not be those of this process. */
  readonly env: Env;
  readonly place: Place;
  /** The project's folder, with the build in it. */
  readonly root: string;
  /** The settings are another place's: the build that lies here need not be of them. */
  readonly isElsewhere?: boolean;
  /** Whether a test notice is really sent to where alerts go. */
  readonly sendTest?: boolean;
  /** The path of a Chrome or Chromium; undefined: the calendar is not opened. */
  readonly browser?: string | undefined;
  /** More switches for it. */
  readonly browserArgs?: readonly string[];
  /** In ms, for each answer from elsewhere. */
  readonly timeLimitMs?: number;
}

export const TIME_LIMIT_MS = 5_000;
