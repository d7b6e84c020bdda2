import react from "@astrojs/react";
import vercel from "@astrojs/vercel";
import { defineConfig, envField } from "astro/config";
import { loadEnv } from "vite";
import { bookingScripts } from "./src/booking/booking-scripts.ts";
import { calSettings } from "./src/booking/cal-settings.ts";

const env = { ...loadEnv(process.env.NODE_ENV ?? "production", process.cwd(), ""), ...process.env };
const cal = calSettings(env);

const setting = (fallback) => envField.string({ context: "client", access: "public", default: fallback });

export default defineConfig({
  ...(env.SITE_URL && { site: env.SITE_URL }),
  output: "static",
  trailingSlash: "never",
  adapter: vercel(),
  // A page is one request: its styles travel in it.
  build: { inlineStylesheets: "always" },
  // The island hydrates itself, so nothing brings Fast Refresh's preamble, and its modules must not ask for it.
  integrations: [react({ exclude: /\/booking\/browser\// }), bookingScripts()],
  // Its highlighting writes style attributes, and no page of ours shows code.
  markdown: { syntaxHighlight: false },
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        // A picture of Cal's opens the connection: see BookingDialog.astro.
        `img-src 'self' data: ${cal.origin}`,
        `frame-src ${[...new Set([cal.origin, cal.site])].join(" ")}`,
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
      ],
      scriptDirective: { resources: ["'self'", cal.origin] },
      // embed.js writes its own <style> elements, and their text changes with every release of Cal's.
      styleDirective: { resources: ["'self'", "'unsafe-inline'"] },
    },
  },
  env: {
    schema: {
      PUBLIC_CAL_LINK: setting(cal.link.path),
      PUBLIC_CAL_ORIGIN: setting(cal.origin),
      PUBLIC_CAL_SITE: setting(cal.site),
      PUBLIC_CAL_ROLLOUT: envField.number({ context: "client", access: "public", default: cal.rollout }),
    },
  },
});
