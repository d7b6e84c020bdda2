import { STUDIO_NAME } from "./bookings.ts";
import type { Knobs } from "./knobs.ts";
import { errorBody, pageShell } from "./page-shell.ts";

/** The parts of every Cal page that can be embedded. */
export interface CalPage {
  /** The path without `/embed`, "studio/30min". */
  readonly path: string;
  /** The page is a frame in somebody's page. */
  readonly isEmbed: boolean;
  readonly query: URLSearchParams;
  readonly knobs: Knobs;
  /** The folder of the frame's scripts and styles, "/assets/<version>". */
  readonly assets: string;
}

/** A page's kind and content, with what its script has to know. */
export interface PageContent {
  readonly kind: "booker" | "routing-form" | "profile" | "payment" | "booking" | "error";
  readonly title: string;
  /** Markup of the body, with its content already escaped. */
  readonly body: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The files that page.js imports, listed so that the browser need not read it to find them. */
const MODULES = ["cal-frame.js", "booker.js", "appear.js", "after-booking.js", "query.js", "month-grid.js", "details-form.js", "date-text.js"];

/** The whole document: it speaks the embed's protocol where it is a frame. */
export function calPage(page: CalPage, content: PageContent): string {
  const { query, knobs, assets, isEmbed } = page;
  const config = {
    kind: content.kind,
    host: STUDIO_NAME,
    isSpeaking: knobs.frameMode !== "silent",
    linkFailed: 0,
    linkReadyDelayMs: knobs.linkReadyDelayMs,
    slotsEvents: knobs.slotsEvents,
    timesAppear: knobs.timesAppear,
    formHolds: knobs.formHolds,
    redirectUrl: knobs.redirectUrl,
    redirectParams: knobs.redirectParams,
    demoQuery: demoQuery(query),
    ...content.data,
  };
  const weight = knobs.scriptWeightKb > 0 ? `<script defer src="/assets/weight.js?kb=${knobs.scriptWeightKb}"></script>\n` : "";
  // An image that is not displayed is loaded all the same, and the load event waits for it.
  const late = knobs.loadDelayMs > 0 ? `<img hidden alt="" src="/assets/late.svg?ms=${knobs.loadDelayMs}">` : "";
  return pageShell({
    title: content.title,
    body: content.body,
    afterMain: late,
    assets,
    isEmbed,
    theme: query.get("theme"),
    colorScheme: query.get("ui.color-scheme"),
    head: `${MODULES.map((file) => `<link rel="modulepreload" href="${assets}/${file}">\n`).join("")}${weight}<script type="application/json" id="page-config">${JSON.stringify(config).replaceAll("<", "\\u003c")}</script>
<script type="module" src="${assets}/page.js"></script>
`,
  });
}

/** An error page that speaks: it reports `linkFailed` to the page around it. */
export function speakingErrorPage(page: CalPage, status: number): string {
  return calPage(page, { kind: "error", ...errorBody(status), data: { linkFailed: status } });
}

/** The page's own knobs, which every request it makes passes on. */
export function demoQuery(query: URLSearchParams): [string, string][] {
  return [...query].filter(([key]) => key.startsWith("demo."));
}
