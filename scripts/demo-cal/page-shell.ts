import { STUDIO_NAME } from "./bookings.ts";
import { TIME_ZONE } from "./slots.ts";

export interface PageShell {
  readonly title: string;
  /** Markup of the body, with its content already escaped. */
  readonly body: string;
  /** Markup for the end of the head: scripts and what they read. */
  readonly head?: string;
  /** Markup behind the card. */
  readonly afterMain?: string;
  readonly theme?: string | null;
  /** The value of `ui.color-scheme`: the colour scheme of the document, and so of the canvas beside the card. */
  readonly colorScheme?: string | null;
  readonly isEmbed?: boolean;
  /** The folder of the frame's scripts and styles, "/assets/<version>". */
  readonly assets: string;
}

/** A whole HTML document in the demo's design. */
export function pageShell({ title, body, head = "", afterMain = "", theme, colorScheme, isEmbed = false, assets }: PageShell): string {
  const scheme = isFixed(colorScheme) ? ` data-color-scheme="${colorScheme}"` : "";
  return `<!doctype html>
<html lang="en" data-theme="${isFixed(theme) ? theme : "auto"}"${scheme}${isEmbed ? " data-embed" : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets}/booker.css">
${head}</head>
<body>
<main>
<p class="strip">Demo calendar: nothing here is really booked</p>
${body}
</main>
${afterMain}</body>
</html>
`;
}

function isFixed(look: string | null | undefined): look is "light" | "dark" {
  return look === "light" || look === "dark";
}

const ERRORS: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["This address is not right", "Something in it could not be understood."],
  403: ["This calendar is private", "You may not see this booking page."],
  404: ["This page does not exist", "Check the address, or ask for the right booking link."],
  500: ["The calendar has a problem", "It could not be shown. Please try again in a moment."],
};

/** An error page that says nothing to the page around it. */
export function silentErrorPage(status: number, { assets, detail }: { assets: string; detail?: string }): string {
  return pageShell({ ...errorBody(status, detail), assets });
}

/** The text of an error page; `detail` replaces the general sentence. */
export function errorBody(status: number, detail?: string): { title: string; body: string } {
  const [title, text] = ERRORS[status] ?? ["Something went wrong", "Please try again in a moment."];
  return {
    title: `${title} · Demo calendar`,
    body: `<section class="message"><p class="code">${status}</p><h1>${title}</h1><p>${escapeHtml(detail ?? text)}</p></section>`,
  };
}

/** The studio's name. */
export function studioLine(): string {
  return `<p class="studio">${escapeHtml(STUDIO_NAME)}</p>`;
}

/** "Monday 23 November 2026 at 10:00", studio time. */
export function studioTime(instant: string): string {
  const at = new Date(instant);
  const day = at.toLocaleDateString("en-GB", {
    timeZone: TIME_ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric",
  });
  return `${day.replace(",", "")} at ${at.toLocaleTimeString("en-GB", { timeZone: TIME_ZONE, hour: "2-digit", minute: "2-digit" })}`;
}

/** Text made safe for HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
