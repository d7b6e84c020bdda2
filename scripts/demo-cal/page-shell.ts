import { EVENT_TITLE, STUDIO_NAME } from "./bookings.ts";
import type { Booking } from "./bookings.ts";
import { TIME_ZONE } from "./slots.ts";

export interface PageShell {
  readonly title: string;
  /** Markup of the body. Whoever builds it escapes what it holds. */
  readonly body: string;
  /** Markup for the end of the head: scripts and what they read. */
  readonly head?: string;
  readonly theme?: string | null;
  readonly isEmbed?: boolean;
  /** The folder of the frame's scripts and styles, "/assets/<version>". */
  readonly assets: string;
}

/** A whole HTML document in the demo's design. */
export function pageShell({ title, body, head = "", theme, isEmbed = false, assets }: PageShell): string {
  const fixedTheme = theme === "light" || theme === "dark" ? theme : "auto";
  return `<!doctype html>
<html lang="en" data-theme="${fixedTheme}"${isEmbed ? " data-embed" : ""}>
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
</body>
</html>
`;
}

const ERRORS: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["This address is not right", "Something in it could not be understood."],
  403: ["This calendar is private", "You may not see this booking page."],
  404: ["This page does not exist", "Check the address, or ask the studio for the right booking link."],
  500: ["The calendar has a problem", "It could not be shown. Please try again in a moment."],
};

/** What an error page says; `detail` replaces the general sentence. */
export function errorBody(status: number, detail?: string): { title: string; body: string } {
  const [title, text] = ERRORS[status] ?? ["Something went wrong", "Please try again in a moment."];
  return {
    title: `${title} · Demo calendar`,
    body: `<section class="message"><p class="code">${status}</p><h1>${title}</h1><p>${escapeHtml(detail ?? text)}</p></section>`,
  };
}

/** The confirmation a visitor without scripts lands on. */
export function confirmationBody(booking: Booking): { title: string; body: string } {
  return {
    title: `You're booked · ${EVENT_TITLE}`,
    body: `<section class="message">
<h1>You're booked</h1>
<p class="when">${escapeHtml(studioTime(booking.startTime))} (${TIME_ZONE})</p>
<p>${escapeHtml(booking.title)}</p>
<p class="quiet">Reference <code>${escapeHtml(booking.uid)}</code>. Nothing was really booked: this is a demo.</p>
<p><a href="/${escapeHtml(booking.event)}">Book another time</a></p>
</section>`,
  };
}

/** The studio's mark and name. */
export function studioLine(): string {
  return `<p class="studio"><svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><circle cx="16" cy="18" r="11" fill="none" stroke="currentColor" stroke-width="2.5"/><path d="M12 3h8M16 18l5-5" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/></svg>${STUDIO_NAME}</p>`;
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
