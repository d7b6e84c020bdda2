import { siteConfig } from "./migrations/site-config.ts";

/** A change of the owner's files that a release needs. */
export interface Migration {
  /** The release that needs it: "0.2.0". It runs when a site comes from an earlier one. */
  readonly to: string;
  /** What it has changed, for the site's owner. */
  readonly text: string;
  /**
   * Changes the files under `root`, and does nothing if they are as they have to be: it may run again.
   *
   * @returns the changed files, from the root
   */
  run(root: string): Promise<readonly string[]>;
}

/** In the order in which they run. */
export const MIGRATIONS: readonly Migration[] = [siteConfig];
