import type { APIRoute } from "astro";
import { ICONS } from "../site/brand/icon.ts";
import { writingDirection } from "../site/language.ts";
import { siteDetails } from "../site/published-pages.ts";

export const prerender = true;

/** The web manifest: the name, the colours and the icon of a site that is put on a home screen. */
export const GET: APIRoute = async () => {
  const { name, tagline, language } = await siteDetails();
  const { paper } = BRAND.tokens.light;
  // Launchers may cut off the outer tenth of a maskable icon; the drawing is inside of it.
  const icons = Object.entries(ICONS).flatMap(([file, size]) => ["any", "maskable"].map((purpose) => ({ src: `/og/${file}`, sizes: `${size}x${size}`, type: "image/png", purpose })));
  const manifest = { name, short_name: name, description: tagline, lang: language, dir: writingDirection(language), start_url: "/", display: "browser", theme_color: paper, background_color: paper, icons };
  return new Response(JSON.stringify(manifest), { headers: { "content-type": "application/manifest+json" } });
};
