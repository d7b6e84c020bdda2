import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import react from "@astrojs/react";
import vercel from "@astrojs/vercel";
import type { AstroIntegration } from "astro";
import { bookingScripts } from "./booking/booking-scripts.ts";
import { freeTimesOf } from "./booking/cal-api.ts";
import { calSettings } from "./booking/cal-settings.ts";
import { calendarNotices } from "./booking/calendar-notices.ts";
import { consentMode } from "./booking/consent-mode.ts";
import { variantSharesText } from "./booking/variant-shares.ts";
import { contentCheck } from "./content-check/content-check.ts";
import { contentProblems } from "./content-check/overlay/content-problems.ts";
import { editingBuild } from "./editing/editing-build.ts";
import { EDIT_PATTERN, editingPolicy } from "./editing/editing-policy.ts";
import { analyticsScripts } from "./host/analytics/analytics-build.ts";
import { hostStatistics } from "./host/analytics/analytics-settings.ts";
import { policyNeeds } from "./host/analytics/provider-needs.ts";
import { errorReporting, reportsErrors } from "./host/errors/error-reporting-build.ts";
import { headerRoutes } from "./host/headers/header-routes.ts";
import { allowances } from "./host/headers/policy-config.ts";
import { hostingBuild } from "./host/http/hosting-build.ts";
import { functionLimits, functionRoutes } from "./host/http/vercel-function.ts";
import { envSchema } from "./host/settings/env-schema.ts";
import { requireSettings } from "./host/settings/setting-problems.ts";
import { brandBuild } from "./site/brand/brand-build.ts";
import type { SiteConfig } from "./site/config/site-config.ts";
import { heroBuild } from "./site/heroes/hero-build.ts";
import { astroI18n, languagesBuild } from "./site/languages/languages-build.ts";
import { leanPages } from "./site/lean/lean-pages.ts";
import { markdownProcessor } from "./site/markdown/markdown-processor.ts";
import { ownPagesBuild } from "./site/own-pages.ts";
import { ownValuesOf, siteLanguageIn, siteNameIn } from "./site/own-values.ts";
import { pictures } from "./site/pictures/pictures.ts";
import { publicationStage } from "./site/publication.ts";
import { redirects } from "./site/seo/redirects.ts";
import { siteAddress } from "./site/seo/site-address.ts";
import { videoBuild } from "./site/video/video-build.ts";

type AstroOptions = Parameters<Parameters<NonNullable<AstroIntegration["hooks"]["astro:config:setup"]>>[0]["updateConfig"]>[0];

const root = new URL("../", import.meta.url);
const content = fileURLToPath(new URL("src/content", root));

/**
 * The engine as one integration of astro.config.mjs, which is the owner's: everything else that Astro is configured with is
 * here, and comes with an upgrade.
 *
 * @throws {SettingsError} with all problems of the settings.
 */
export function readyslot(site: SiteConfig): AstroIntegration {
  const env = settings();
  const cal = calSettings(env);
  // As they were understood: Astro takes a variable's own value before the one in the schema.
  if (!cal.isDemo) Object.assign(process.env, { PUBLIC_CAL_LINK: cal.link.path, PUBLIC_CAL_ORIGIN: cal.origin, PUBLIC_CAL_SITE: cal.site });
  const { links, ...ownValues } = ownValuesOf(content, cal, site.languages);
  const editor = site.editing && { pattern: EDIT_PATTERN, policy: editingPolicy(site.editing) };
  const headers = headerRoutes({ cal, hasOwnFont: site.brand.font !== undefined, editor }, allowances(site.policy, site.analytics.map(policyNeeds)));
  for (const { code } of site.policy.inline) headers.allowInlineScript(code);
  const { allowInlineScript } = headers;
  const statistics = hostStatistics(env);
  const consent = consentMode(env);
  const commit = release(env);
  const [address, i18n, adapter] = [siteAddress(env), astroI18n(site.languages), vercel()];
  const config: AstroOptions = {
    ...(address !== undefined && { site: address }),
    output: "static",
    trailingSlash: "never",
    adapter,
    ...(i18n && { i18n }),
    // A page is one request: its styles travel in it.
    build: { inlineStylesheets: "always" },
    integrations: [
      // Astro runs the adapter of the configuration file by itself, but not one that an integration brings.
      adapter,
      contentCheck(env, site.languages),
      languagesBuild(site.languages),
      brandBuild(site.brand),
      heroBuild({ consent }),
      leanPages(site.brand),
      // The island hydrates itself, so nothing brings Fast Refresh's preamble, and its modules must not ask for it.
      react({ exclude: /\/booking\/browser\// }),
      bookingScripts({ consent, attribution: site.attribution, reportsErrors: reportsErrors(env), allowInlineScript, listeners: ["src/metrics/browser/inline-report.ts"] }),
      analyticsScripts({ entries: site.analytics, consent, hasHostAnalytics: statistics.analytics, allowInlineScript }),
      ...site.integrations,
      publicationStage(),
      functionRoutes(),
      redirects(site.languages),
      ownPagesBuild(),
      headers.integration,
      editingBuild({ editing: site.editing, languages: site.languages, name: siteNameIn(content) }),
      functionLimits(),
      hostingBuild(site.hosting),
      contentProblems(),
      pictures(),
      videoBuild(consent),
      errorReporting(env, commit),
      calendarNotices(env),
    ],
    // Its highlighting writes style attributes, and code on our pages is a few lines at most.
    markdown: { syntaxHighlight: false, processor: markdownProcessor(cal) },
    vite: {
      envDir: false,
      define: {
        VERSION: JSON.stringify(version()),
        RELEASE: JSON.stringify(commit),
        SNIPPETS: JSON.stringify(site.policy.inline),
        OWN_VALUES: JSON.stringify(ownValues),
        SITE_LANGUAGE: JSON.stringify(siteLanguageIn(content)),
        SITE_NAME: JSON.stringify(siteNameIn(content)),
        FREE_TIMES: JSON.stringify(freeTimesOf(env, cal, links)),
        ANALYTICS: JSON.stringify(statistics.analytics),
        SPEED_INSIGHTS: JSON.stringify(statistics.speedInsights),
      },
    },
    // Fields complete and explain themselves in VS Code: see .vscode.
    experimental: { contentIntellisense: true },
    security: {
      // Astro's own check answers before our code can, and refuses a POST for its missing content type
      // in words that name another fault. Ours is in src/middleware.ts and in the endpoints.
      checkOrigin: false,
    },
    env: { schema: envSchema({ PUBLIC_CAL_LINK: cal.link.path, PUBLIC_CAL_ORIGIN: cal.origin, PUBLIC_CAL_SITE: cal.site, PUBLIC_CAL_VARIANTS: variantSharesText(cal.shares) }) },
  };
  return {
    name: "readyslot",
    hooks: {
      "astro:config:setup": ({ updateConfig }) => void updateConfig(config),
    },
  };
}

/** .env and no other file of its kind: what Vite would read besides (.env.local, .env.production.local), the build's stamp would not know of. */
function settings(): NodeJS.ProcessEnv {
  const file = new URL(".env", root);
  const env = { ...(existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {}), ...process.env };
  requireSettings(env);
  return env;
}

/** The engine's version: package.json's. */
function version(): string {
  return (JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string }).version;
}

/** The commit that is being built; Vercel names it, a checkout knows it, an archive does not. */
function release({ VERCEL_GIT_COMMIT_SHA }: NodeJS.ProcessEnv): string {
  if (VERCEL_GIT_COMMIT_SHA) return VERCEL_GIT_COMMIT_SHA.slice(0, 7);
  try {
    return execFileSync("git", ["rev-parse", "--short=7", "HEAD"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
