import type { Policies } from "./host/headers/content-policy.ts";
import type { Stage } from "./site/publication.ts";

declare global {
  /** The text of the inline script, from src/booking/booking-scripts.ts. */
  const INTENT_SCRIPT: string;

  /** The built commit, from astro.config.mjs; "unknown" outside a git checkout. */
  const RELEASE: string;

  /** Whether errors are reported, which SENTRY_DSN switches on at build time. From src/host/errors/error-reporting-build.ts. */
  const ERROR_REPORTING: boolean;

  /** Whether the build includes Vercel's Web Analytics and Speed Insights. From src/host/analytics/analytics-settings.ts. */
  const ANALYTICS: boolean;
  const SPEED_INSIGHTS: boolean;

  /** The stage that the build is for, from src/site/publication-stage.ts. */
  const STAGE: Stage;

  /** The content security policies, from src/host/headers/header-routes.ts. */
  const POLICIES: Policies;
}
