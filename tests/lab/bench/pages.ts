import { createRequire } from "node:module";
import { CAL, CAL_LINK, SITE } from "./hosts.ts";

/** The namespace of this event according to Cal's documentation. */
const NAMESPACE = "30min";

/** The home page with loading on view, without its query. */
const ON_VIEW = `${SITE}/bench/on-view`;

/** The URL of each contender's page. */
export const PAGES = {
  ours: `${SITE}/?cal-variant=optimized`,
  oursOnView: `${ON_VIEW}?cal-variant=optimized`,
  instant: `${SITE}/?cal-variant=instant`,
  baseline: `${SITE}/?cal-variant=baseline`,
  elementClick: `${SITE}/bench/element-click`,
  prerender: `${SITE}/bench/prerender`,
  plainLink: `${SITE}/bench/plain-link`,
};

/**
 * The pages that the edge answers itself: the built home page with another contender's booking link instead of
 * ours, so that all of them load the same text, styles and fonts.
 *
 * @throws {Error} if the home page is not built as this file expects.
 */
export function contenderPages(home: string): [address: string, html: string][] {
  const plain = withoutOurs(home);
  return [
    [PAGES.plainLink, plain],
    [PAGES.elementClick, withSnippet(withCalButtons(plain), [])],
    [PAGES.prerender, withSnippet(withCalButtons(plain), [`Cal.ns[${text(NAMESPACE)}]("prerender", { calLink: ${text(CAL_LINK)}, type: "modal" });`])],
    [ON_VIEW, home.replace("<dialog ", "<dialog data-booking-warm-on-view ")],
  ];
}

/** The page without our dialog, island and scripts, but with the links. The edge answers it without our policy. */
function withoutOurs(home: string): string {
  const plain = home
    .replaceAll(/<dialog\b.*?<\/dialog>/gs, "")
    .replaceAll(/<script\b.*?<\/script>/gs, "")
    .replaceAll(/<link rel="(?:modulepreload|preconnect|dns-prefetch)"[^>]*>/g, "");
  if (/<script|<astro-island|<dialog/.test(plain)) throw new Error("A part of the booking dialog is left in the page without it.");
  if (!plain.includes("<a ") || !/data-booking-link/.test(plain)) throw new Error("The built home page has no booking link.");
  return plain;
}

/** Cal's element click as in its documentation: with buttons, because embed.js does not stop the navigation of a link. */
function withCalButtons(plain: string): string {
  const config = `data-cal-link="${CAL_LINK}" data-cal-namespace="${NAMESPACE}" data-cal-config='{"layout":"month_view"}'`;
  return plain.replaceAll(/<a href="[^"]*"([^>]*data-booking-link[^>]*)>(.*?)<\/a>/gs, `<button type="button" ${config} $1>$2</button>`);
}

/** Cal's official snippet at the end of the head, from Cal's package, and the given code after it. */
function withSnippet(page: string, instructions: readonly string[]): string {
  const lines = [
    `(${snippetSource()})(${text(`${CAL}/embed/embed.js`)});`,
    `Cal("init", ${text(NAMESPACE)}, { origin: ${text(CAL)} });`,
    ...instructions,
  ];
  return page.replace("</head>", () => `<script>${lines.join("\n")}</script></head>`);
}

function snippetSource(): string {
  // Its types describe the module for bundlers; Node loads another one.
  const snippet = createRequire(import.meta.url)("@calcom/embed-snippet") as { EmbedSnippetString: string };
  return snippet.EmbedSnippetString;
}

function text(value: string): string {
  return JSON.stringify(value);
}
