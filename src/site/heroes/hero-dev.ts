import { defineMiddleware } from "astro:middleware";
import type { ShownHero } from "./hero-build.ts";
import { isTested, versionOf } from "./hero-variants.ts";

/** In development, a tested page contains both versions: this leaves the one that the address asks for. */
export const onRequest = defineMiddleware(async (_context, next) => {
  const response = await next();
  if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
  const html = await response.text();
  const shown = (globalThis as { [key: symbol]: ShownHero | undefined })[Symbol.for("readyslot:shown-hero")]?.getStore();
  return new Response(isTested(html) ? versionOf(html, shown ?? "a") : html, response);
});
