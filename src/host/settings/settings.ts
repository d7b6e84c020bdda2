/**
 * All settings, joined from the lists of the rooms that they configure. The build's `astro:env` schema,
 * the checks before a build and at every start, the doctor and the documentation tests are made from
 * this list.
 */
import { analyticsSettings } from "../analytics/analytics-settings.ts";
import { authSettings } from "../auth/auth-settings.ts";
import { errorSettings } from "../errors/error-settings.ts";
import { formSettings } from "../forms/form-settings.ts";
import { httpSettings } from "../http/http-settings.ts";
import { kvSettings } from "../kv/kv-settings.ts";
import { logSettings } from "../logs/log-settings.ts";
import { wordsSettings } from "../words/words-settings.ts";
import { bookingSettings } from "../../booking/booking-settings.ts";
import { editingSettings } from "../../editing/editing-settings.ts";
import { metricsSettings } from "../../metrics/metrics-settings.ts";
import { siteSettings } from "../../site/site-settings.ts";
import type { ServerSetting } from "./environment.ts";
import type { Setting, SettingList } from "./setting.ts";

/** `satisfies`: a name that environment.ts reads and no room describes does not compile. */
const ALL = {
  ...bookingSettings,
  ...analyticsSettings,
  ...siteSettings,
  ...httpSettings,
  ...kvSettings,
  ...logSettings,
  ...authSettings,
  ...wordsSettings,
  ...formSettings,
  ...metricsSettings,
  ...errorSettings,
  ...editingSettings,
} satisfies SettingList<ServerSetting>;

export const SETTINGS: readonly Setting[] = Object.entries<Omit<Setting, "name">>(ALL).map(([name, described]) => ({ name, ...described }));
