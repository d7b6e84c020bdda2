import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import react from "@astrojs/react";
import vercel from "@astrojs/vercel";
import { defineConfig } from "astro/config";
import { bookingScripts } from "./src/booking/booking-scripts.ts";
import { freeTimesOf } from "./src/booking/cal-api.ts";
import { calSettings } from "./src/booking/cal-settings.ts";
import { consentMode } from "./src/booking/consent-mode.ts";
import { calendarNotices } from "./src/booking/calendar-notices.ts";
import { variantSharesText } from "./src/booking/variant-shares.ts";
import { envSchema } from "./src/host/settings/env-schema.ts";
import { functionLimits, functionRoutes } from "./src/host/http/vercel-function.ts";
import { analyticsScripts } from "./src/host/analytics/analytics-build.ts";
import { hostStatistics } from "./src/host/analytics/analytics-settings.ts";
import { policyNeeds } from "./src/host/analytics/provider-needs.ts";
import { headerRoutes } from "./src/host/headers/header-routes.ts";
import { allowances } from "./src/host/headers/policy-config.ts";
import siteConfig from "./src/site.config.ts";
import { contentCheck } from "./src/content-check/content-check.ts";
import { publicationStage } from "./src/site/publication.ts";
import { pictures } from "./src/site/pictures/pictures.ts";
import { brandBuild } from "./src/site/brand/brand-build.ts";
import { astroI18n, languagesBuild } from "./src/site/languages/languages-build.ts";
import { leanPages } from "./src/site/lean/lean-pages.ts";
import { ownValuesOf, siteLanguageIn, siteNameIn } from "./src/site/own-values.ts";
import { redirects } from "./src/site/seo/redirects.ts";
import { ownPagesBuild } from "./src/site/own-pages.ts";
import { errorReporting, reportsErrors } from "./src/host/errors/error-reporting-build.ts";
import { siteAddress } from "./src/site/seo/site-address.ts";
import { requireSettings } from "./src/host/settings/setting-problems.ts";
import { contentProblems } from "./src/content-check/overlay/content-problems.ts";
import { markdownProcessor } from "./src/site/markdown/markdown-processor.ts";

/** .env and no other file of its kind: what Vite would read besides (.env.local, .env.production.local), the build's stamp would not know of. */
const dotEnv = new URL(".env", import.meta.url);
const env = { ...(existsSync(dotEnv) ? parseEnv(readFileSync(dotEnv, "utf8")) : {}), ...process.env };
requireSettings(env);
const cal = calSettings(env);
// As they were understood: Astro takes a variable's own value before the one in the schema.
if (!cal.isDemo) Object.assign(process.env, { PUBLIC_CAL_LINK: cal.link.path, PUBLIC_CAL_ORIGIN: cal.origin, PUBLIC_CAL_SITE: cal.site });
const { links, ...ownValues } = ownValuesOf(fileURLToPath(new URL("src/content", import.meta.url)), cal, siteConfig.languages);
const headers = headerRoutes({ cal, hasOwnFont: siteConfig.brand.font !== undefined }, allowances(siteConfig.policy, siteConfig.analytics.map(policyNeeds)));
for (const { code } of siteConfig.policy.inline) headers.allowInlineScript(code);
const statistics = hostStatistics(env);

/** The commit that is being built; Vercel names it, a checkout knows it, an archive does not. */
function release() {
  if (env.VERCEL_GIT_COMMIT_SHA) return env.VERCEL_GIT_COMMIT_SHA.slice(0, 7);
  try {
    return execFileSync("git", ["rev-parse", "--short=7", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

const commit = release();

export default defineConfig({
  site: siteAddress(env),
  output: "static",
  trailingSlash: "never",
  adapter: vercel(),
  i18n: astroI18n(siteConfig.languages),
  // A page is one request: its styles travel in it.
  build: { inlineStylesheets: "always" },
  // The island hydrates itself, so nothing brings Fast Refresh's preamble, and its modules must not ask for it.
  integrations: [contentCheck(env, siteConfig.languages), languagesBuild(siteConfig.languages), brandBuild(siteConfig.brand), leanPages(siteConfig.brand), react({ exclude: /\/booking\/browser\// }), bookingScripts({ consent: consentMode(env), attribution: siteConfig.attribution, reportsErrors: reportsErrors(env), allowInlineScript: headers.allowInlineScript, listeners: ["src/metrics/browser/inline-report.ts"] }), analyticsScripts({ entries: siteConfig.analytics, consent: consentMode(env), hasHostAnalytics: statistics.analytics, allowInlineScript: headers.allowInlineScript }), ...siteConfig.integrations, publicationStage(), functionRoutes(), redirects(siteConfig.languages), ownPagesBuild(), headers.integration, functionLimits(), contentProblems(), pictures(), errorReporting(env, commit), calendarNotices(env)],
  // Its highlighting writes style attributes, and code on our pages is a few lines at most.
  markdown: { syntaxHighlight: false, processor: markdownProcessor(cal) },
  vite: {
    envDir: false,
    define: {
      RELEASE: JSON.stringify(commit),
      SNIPPETS: JSON.stringify(siteConfig.policy.inline),
      OWN_VALUES: JSON.stringify(ownValues),
      SITE_LANGUAGE: JSON.stringify(siteLanguageIn(fileURLToPath(new URL("src/content", import.meta.url)))),
      SITE_NAME: JSON.stringify(siteNameIn(fileURLToPath(new URL("src/content", import.meta.url)))),
      FREE_TIMES: JSON.stringify(freeTimesOf(env, cal, links)),
      ANALYTICS: JSON.stringify(statistics.analytics),
      SPEED_INSIGHTS: JSON.stringify(statistics.speedInsights),
    },
  },
  // Fields complete and explain themselves in VS Code: see .vscode.
  experimental: { contentIntellisense: true },
  security: {
    // Astro's own check answers before our code can, and refuses a POST for its missing content type
    // in words that name another fault. Ours stands in src/middleware.ts and in the endpoints.
    checkOrigin: false,
  },
  env: { schema: envSchema({ PUBLIC_CAL_LINK: cal.link.path, PUBLIC_CAL_ORIGIN: cal.origin, PUBLIC_CAL_SITE: cal.site, PUBLIC_CAL_VARIANTS: variantSharesText(cal.shares) }) },
});
