import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import type { Plugin } from "vite";
import type { AnalyticsEntry } from "./analytics-config.ts";
import { entryKey } from "./provider-needs.ts";

/**
 * Where the analytics code is in a page. "none": nowhere. "dialog": in the booking dialog's template for listeners, so that only
 * visitors who open a calendar load it. "consent": in a template at the end of every page, which a small inline script starts
 * once the visitor has agreed. "page": at the end of every page, loaded with it.
 */
export type AnalyticsPlace = "none" | "dialog" | "consent" | "page";

export interface AnalyticsBuild {
  readonly entries: readonly AnalyticsEntry[];
  readonly consent: "none" | "calendar" | "all";
  /** The setting of Vercel's page views, which has the same script as the entry "vercel". */
  readonly hasHostAnalytics: boolean;
  /** Takes the text of the inline script, for the content security policy. */
  readonly allowInlineScript: (text: string) => void;
}

/** Starts the code in the template in front of it, once: when the visitor agrees, has agreed, or opens a calendar for which an entry waits. */
export const STARTER = (events: readonly string[]) =>
  `(()=>{let t=document.currentScript.previousElementSibling,g=e=>{t&&(e&&e.type!="readyslot:consent"||/measuring/.test(document.documentElement.dataset.consent))&&(document.body.append(t.content.cloneNode(!0)),t=0)};${JSON.stringify(events)}.forEach(n=>document.addEventListener(n,g));g()})()`;

/**
 * Puts the configured providers, and no others, into the module "virtual:readyslot-providers", and says where the code goes.
 *
 * @throws {TypeError} for an entry that nothing could ever start.
 */
export function analyticsScripts({ entries, consent, hasHostAnalytics, allowInlineScript }: AnalyticsBuild): AstroIntegration {
  checkEntries(entries, consent, hasHostAnalytics);
  const place = placeOf(entries, consent);
  const starter = place === "consent" ? STARTER(["readyslot:consent", ...(entries.some(({ load }) => load === "after-interaction") ? ["readyslot:open", "readyslot:booked"] : [])]) : "";
  return {
    name: "readyslot:analytics",
    hooks: {
      "astro:config:setup": ({ updateConfig }) => {
        if (starter) allowInlineScript(starter);
        updateConfig({ vite: { define: { ANALYTICS_PLACE: JSON.stringify(place), ANALYTICS_STARTER: JSON.stringify(starter) }, plugins: [providersModule(entries)] } });
      },
    },
  };
}

export function placeOf(entries: readonly AnalyticsEntry[], consent: AnalyticsBuild["consent"]): AnalyticsPlace {
  const loads = new Set(entries.map(({ load }) => load));
  if (loads.has("at-load") && consent !== "all") return "page";
  if (loads.has("at-load") || loads.has("after-consent")) return "consent";
  return entries.length > 0 ? "dialog" : "none";
}

function checkEntries(entries: readonly AnalyticsEntry[], consent: AnalyticsBuild["consent"], hasHostAnalytics: boolean): void {
  for (const [i, { provider, load }] of entries.entries()) {
    const field = `src/site.config.ts: analytics.${i}`;
    if (load === "after-consent" && consent === "none") {
      throw new TypeError(`${field} ("${provider}") loads "after-consent", but CONSENT is not set, so no visitor is asked. Set CONSENT=calendar or CONSENT=all, or write load: "after-interaction".`);
    }
    if (provider === "vercel" && hasHostAnalytics) {
      throw new TypeError(`${field} is "vercel", and PUBLIC_ANALYTICS is set, so each page view would be counted twice. Remove PUBLIC_ANALYTICS.`);
    }
  }
}

const MODULE = "virtual:readyslot-providers";

function providersModule(entries: readonly AnalyticsEntry[]): Plugin {
  const names = [...new Set(entries.map(({ provider }) => provider))];
  const lines = names.map((name, i) => `import p${i} from ${JSON.stringify(fileURLToPath(new URL(`browser/providers/${name}.ts`, import.meta.url)))};`);
  const list = entries.map((entry) => `{ key: ${JSON.stringify(entryKey(entry))}, load: "${entry.load}", provider: p${names.indexOf(entry.provider)}(${JSON.stringify(entry)}) }`);
  return {
    name: MODULE,
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? [...lines, `export default [${list.join(", ")}];`].join("\n") : undefined),
  };
}
