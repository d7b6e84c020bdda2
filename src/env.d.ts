import type { FreeTimesBuild } from "./booking/cal-api.ts";
import type { CalendarLook } from "./booking/cal-look.ts";
import type { ConsentMode } from "./booking/consent-mode.ts";
import type { AnalyticsPlace } from "./host/analytics/analytics-build.ts";
import type { Viewer } from "./host/auth/viewer.ts";
import type { Policies } from "./host/headers/content-policy.ts";
import type { Words } from "./host/words/words.ts";
import type { BuiltBrand } from "./site/brand/brand-build.ts";
import type { OwnValues } from "./site/own-values.ts";
import type { Stage } from "./site/publication.ts";

declare global {
  namespace App {
    interface Locals {
      /** In the admin's language, on the pages that only an admin sees. From src/middleware.ts. */
      words: Words;
      /** Who looks, on the same pages except for the sign-in. From src/middleware.ts. */
      viewer: Viewer;
    }
  }

  /** The text of the inline script, from src/booking/booking-scripts.ts. */
  const INTENT_SCRIPT: string;
  /** That of NextFree.astro. */
  const NEXT_FREE_SCRIPT: string;

  /** That of pages with a video of another site, from src/site/video/video-build.ts. */
  const VIDEO_SCRIPT: string;

  /** That of each page's head, where consent is asked for; otherwise empty. */
  const CONSENT_SCRIPT: string;

  /**
   * What consent is asked for, from src/booking/consent-mode.ts. Compare it in place, so that a build without consent has
   * no code for it.
   */
  const CONSENT: ConsentMode;

  /** Whether any parameter of a landing address is carried to Cal; and in the scripts, what matches those. From src/booking/attribution-config.ts. */
  const ATTRIBUTION: boolean;
  const CAMPAIGN_PARAMETERS: RegExp;
  const PREFILL_PARAMETERS: RegExp;

  /** The engine's version, package.json's, from src/readyslot.ts. */
  const VERSION: string;

  /** The commit that was built, from src/readyslot.ts; "unknown" outside a checkout. */
  const RELEASE: string;

  /** The site's language, from src/content/site.yaml. */
  const SITE_LANGUAGE: string;

  /** The site's name, from src/content/site.yaml. */
  const SITE_NAME: string;

  /** The brand of src/site.config.ts, from src/site/brand/brand-build.ts. */
  const BRAND: BuiltBrand;

  /** The languages of src/site.config.ts, the default language first; empty on a site in one language. From src/site/languages/languages-build.ts. */
  const LANGUAGES: readonly string[];

  /** How Cal's calendar looks, from src/site/brand/brand-build.ts. Part of the booking code, and not of every page. */
  const CAL_LOOK: CalendarLook;

  /** The folder of preview pictures that later builds use again, from the project's root. From src/site/own-pages.ts. */
  const KEPT_PICTURES: string;

  /** The pages and events of this build, from src/site/own-values.ts. */
  const OWN_VALUES: OwnValues;

  /** Cal's API and the events that have free times, from src/booking/cal-api.ts. */
  const FREE_TIMES: FreeTimesBuild;

  /** Errors are reported: SENTRY_DSN was set when this was built. From src/host/errors/error-reporting-build.ts. */
  const ERROR_REPORTING: boolean;

  /** Vercel's Web Analytics and Speed Insights were asked for when this was built. From src/host/analytics/analytics-settings.ts. */
  const ANALYTICS: boolean;
  const SPEED_INSIGHTS: boolean;

  /** Where pages have the code of the configured analytics providers, and the inline script that waits for consent. From src/host/analytics/analytics-build.ts. */
  const ANALYTICS_PLACE: AnalyticsPlace;
  const ANALYTICS_STARTER: string;

  /** `policy.inline` of src/site.config.ts: code for the head of every page. */
  const SNIPPETS: readonly { readonly code: string; readonly waits: boolean }[];

  /** What the build is for, from src/site/publication.ts. */
  const STAGE: Stage;

  /** The content security policies, from src/host/headers/header-routes.ts. */
  const POLICIES: Policies;
}
