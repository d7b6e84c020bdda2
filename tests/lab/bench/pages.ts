import { createRequire } from "node:module";
import { CAL, CAL_LINK, SITE } from "./hosts.ts";

/** The namespace that Cal's own documentation would give this event. */
const NAMESPACE = "30min";

/** Where each contender's page lies on the site. */
export const PAGES = {
  ours: `${SITE}/`,
  oursOnView: `${SITE}/bench/on-view`,
  baseline: `${SITE}/?cal-variant=baseline`,
  elementClick: `${SITE}/bench/element-click`,
  prerender: `${SITE}/bench/prerender`,
  plainLink: `${SITE}/bench/plain-link`,
};

/**
 * The pages that the edge answers itself: the built home page with another contender's booking link in
 * place of ours, so that all of them load the same words, styles and fonts.
 *
 * @throws {Error} if the home page is not built as this file expects.
 */
export function contenderPages(home: string): [address: string, html: string][] {
  const plain = withoutOurs(home);
  return [
    [PAGES.plainLink, plain],
    [PAGES.elementClick, withSnippet(withCalButtons(plain), [])],
    [PAGES.prerender, withSnippet(withCalButtons(plain), [`Cal.ns[${text(NAMESPACE)}]("prerender", { calLink: ${text(CAL_LINK)}, type: "modal" });`])],
    [PAGES.oursOnView, home.replace("<dialog ", "<dialog data-booking-warm-on-view ")],
  ];
}

/** The page with nothing of ours but the links: no dialog, no island, no script. The edge answers it without our policy. */
function withoutOurs(home: string): string {
  const plain = home
    .replaceAll(/<dialog\b.*?<\/dialog>/gs, "")
    .replaceAll(/<script\b.*?<\/script>/gs, "")
    .replaceAll(/<link rel="(?:modulepreload|preconnect|dns-prefetch)"[^>]*>/g, "");
  if (/<script|<astro-island|<dialog/.test(plain)) throw new Error("Something of the booking dialog is left in the page without it.");
  if (!plain.includes("<a ") || !/data-booking-link/.test(plain)) throw new Error("The built home page has no booking link.");
  return plain;
}

/** Cal's element click as its documentation has it: buttons, because embed.js lets a link go its way. */
function withCalButtons(plain: string): string {
  const config = `data-cal-link="${CAL_LINK}" data-cal-namespace="${NAMESPACE}" data-cal-config='{"layout":"month_view"}'`;
  return plain.replaceAll(/<a href="[^"]*"([^>]*data-booking-link[^>]*)>(.*?)<\/a>/gs, `<button type="button" ${config} $1>$2</button>`);
}

/** Cal's official snippet at the end of the head, from the package that holds it, and what follows it. */
function withSnippet(page: string, instructions: readonly string[]): string {
  const lines = [
    `(${snippetSource()})(${text(`${CAL}/embed/embed.js`)});`,
    `Cal("init", ${text(NAMESPACE)}, { origin: ${text(CAL)} });`,
    ...instructions,
  ];
  return page.replace("</head>", () => `<script>${lines.join("\n")}</script></head>`);
}

function snippetSource(): string {
  // Its types describe the module that bundlers get; Node gets the other one.
  const snippet = createRequire(import.meta.url)("@calcom/embed-snippet") as { EmbedSnippetString: string };
  return snippet.EmbedSnippetString;
}

function text(value: string): string {
  return JSON.stringify(value);
}
