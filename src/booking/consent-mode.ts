import { didYouMean } from "../host/settings/did-you-mean.ts";

/** What the site asks its visitors' consent for: nothing, Cal's calendar, or the calendar and the measurements. */
export type ConsentMode = "none" | "calendar" | "all";

const MODES: readonly ConsentMode[] = ["none", "calendar", "all"];

/**
 * The mode of a build, from `CONSENT` (none).
 *
 * @throws {TypeError} for any other value.
 */
export function consentMode({ CONSENT }: Readonly<Record<string, string | undefined>>): ConsentMode {
  const text = CONSENT?.trim() || "none";
  const mode = MODES.find((one) => one === text.toLowerCase());
  if (mode) return mode;
  const meant = didYouMean(text, MODES);
  throw new TypeError(
    `CONSENT is "${text}". ${meant ? `Did you mean "${meant}"? ` : ""}Write "calendar" to load nothing from Cal before the visitor agrees, "all" to ask before measuring, too, or "none".`,
  );
}
