import type { Env, Place } from "../../src/host/settings/setting-problems.ts";

/** The setup to check. */
export interface Setup {
  /** The settings, which may differ from those of this process. */
  readonly env: Env;
  readonly place: Place;
  /** The project's folder, which contains the build. */
  readonly root: string;
  /** Whether the settings belong to another place, so that the local build was made with others. */
  readonly isElsewhere?: boolean;
  /** Whether to send a test notice to the receivers of alerts. */
  readonly sendTest?: boolean;
  /** The path of a Chrome or Chromium. If undefined, the calendar is not opened. */
  readonly browser?: string | undefined;
  /** Additional command line switches for the browser. */
  readonly browserArgs?: readonly string[];
  /** In ms, for each request. */
  readonly timeLimitMs?: number;
  /** In ms. How long the key lives with which the check finds out whether keys expire; 400 by default. */
  readonly keyLifetimeMs?: number;
}

export const TIME_LIMIT_MS = 5_000;
