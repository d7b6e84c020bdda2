import { EVENT_TITLE, EVENT_TYPE_ID, STUDIO_NAME, TAGLINE } from "./bookings.ts";
import type { Booking } from "./bookings.ts";
import { calPage } from "./cal-page.ts";
import type { CalPage } from "./cal-page.ts";
import { escapeHtml, studioLine, studioTime } from "./page-shell.ts";
import { kindOfPath } from "./paths.ts";
import { bookableMonths, durationOf, slotsOfMonth, splitMonth, studioDate, TIME_ZONE } from "./slots.ts";
import type { Slot } from "./slots.ts";

export interface BookingPage extends CalPage {
  readonly now: Date;
  readonly isTaken: (start: string) => boolean;
  /** The booking that a new one replaces. */
  readonly rescheduled?: Booking | undefined;
  /** The error of a form without scripts, and its values. */
  readonly refused?: { readonly fields: Readonly<Record<string, string>>; readonly values: URLSearchParams };
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** Six weeks hold every month, so the grid has one height and nothing below it ever moves. */
const GRID_CELLS = 42;
const NO_SCRIPT_TIMES = 12;
const NO_SCRIPT_TIMES_A_DAY = 3;

/** The booking page: month grid at once, availability filled in by the script, a plain form without. */
export function bookingPage(page: BookingPage): string {
  const months = bookableMonths(page.now);
  const asked = page.query.get("month") ?? page.query.get("date")?.slice(0, 7) ?? "";
  const firstFree = months.find((candidate) => freeSlots(page, candidate).length > 0) ?? months[0] ?? "";
  const month = months.includes(asked) ? asked : firstFree;
  return calPage(page, {
    kind: "booker",
    title: `${EVENT_TITLE} | ${STUDIO_NAME}`,
    data: {
      months,
      month,
      today: studioDate(page.now),
      path: page.path,
      duration: durationOf(page.path),
      timeZone: TIME_ZONE,
      // The event of a dynamic group is made up on the way and has no id.
      eventTypeId: kindOfPath(page.path) === "dynamic-group" ? 0 : EVENT_TYPE_ID,
      rescheduleUid: page.rescheduled?.uid ?? "",
      formerTime: page.rescheduled?.startTime ?? "",
    },
    body: `<div class="booker" data-step="choose">
${about(page)}
${monthGrid(month)}
<section class="times" aria-labelledby="day-name">
<h2 id="day-name" aria-live="polite">Times</h2>
<div class="list" aria-busy="true"></div>
</section>
<form class="details" novalidate hidden>
<h2>Your details</h2>
${formFields(page)}
<p class="error" role="alert" id="form-error"></p>
<div class="actions"><button type="button" class="plain" data-back>Back</button><button class="accent">Confirm booking</button></div>
</form>
</div>
<noscript>${plainForm(page, months)}</noscript>`,
  });
}

function about(page: BookingPage): string {
  return `<header class="about">
${studioLine()}
<h1>${escapeHtml(EVENT_TITLE)}</h1>
<p class="facts"><span>${durationOf(page.path)} min</span><span>Video call</span><span>Times in ${TIME_ZONE}</span></p>
<p class="promise">${escapeHtml(TAGLINE)}</p>
<p class="chosen" aria-live="polite"></p>
</header>`;
}

function monthGrid(month: string): string {
  const [year, number] = splitMonth(month);
  const first = new Date(Date.UTC(year, number - 1, 1));
  const blanks = (first.getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const cells = Array.from({ length: GRID_CELLS }, (_, index) => {
    const day = index - blanks + 1;
    return `<td><button type="button" disabled>${day >= 1 && day <= days ? day : ""}</button></td>`;
  });
  const weeks = Array.from({ length: GRID_CELLS / 7 }, (_, week) => `<tr>${cells.slice(week * 7, week * 7 + 7).join("")}</tr>`);
  const heads = WEEKDAYS.map((day) => `<th scope="col" abbr="${day}">${day.slice(0, 3)}</th>`);
  const name = first.toLocaleDateString("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
  return `<section class="month needs-script" aria-labelledby="month-name">
<div class="month-head"><h2 id="month-name" aria-live="polite">${name}</h2>
<button type="button" data-turn="-1" aria-label="Previous month" disabled>${arrow("M12 5l-5 5 5 5")}</button>
<button type="button" data-turn="1" aria-label="Next month" disabled>${arrow("M8 5l5 5-5 5")}</button></div>
<table><thead><tr>${heads.join("")}</tr></thead><tbody>${weeks.join("")}</tbody></table>
</section>`;
}

function arrow(path: string): string {
  return `<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="${path}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

/** Fields of both forms. Their ids differ, because both forms are in one document. */
function formFields(page: BookingPage, prefix = ""): string {
  const former: Record<string, string | undefined> = { name: page.rescheduled?.name, email: page.rescheduled?.email };
  const value = (field: string) =>
    escapeHtml((page.refused?.values.get(field) ?? page.query.get(field) ?? former[field] ?? "").slice(0, 1000));
  // Cal asks for guests if its visitor wants it, or if the address names some.
  const guests = page.refused?.values.get("guests") ?? page.query.getAll("guests").join(", ");
  const error = (field: string) =>
    `<span class="error" id="${prefix}${field}-error">${escapeHtml(page.refused?.fields[field] ?? "")}</span>`;
  const attributes = (field: string) => `id="${prefix}${field}" name="${field}" aria-describedby="${prefix}${field}-error"`;
  return `<p><label for="${prefix}name">Your name</label><input ${attributes("name")} autocomplete="name" maxlength="100" required value="${value("name")}">${error("name")}</p>
<p><label for="${prefix}email">Email address</label><input ${attributes("email")} type="email" autocomplete="email" maxlength="254" required value="${value("email")}">${error("email")}</p>
${guests && `<p><label for="${prefix}guests">Guests</label><input ${attributes("guests")} value="${escapeHtml(guests.slice(0, 1000))}">${error("guests")}</p>`}
<p><label for="${prefix}notes">Anything we should know? <span class="quiet">Optional</span></label><textarea ${attributes("notes")} rows="2" maxlength="1000">${value("notes")}</textarea>${error("notes")}</p>`;
}

function plainForm(page: BookingPage, months: readonly string[]): string {
  const chosen = page.refused?.values.get("start");
  const times = months.flatMap((month) => freeSlots(page, month, NO_SCRIPT_TIMES_A_DAY)).slice(0, NO_SCRIPT_TIMES);
  const radios = times.map(
    ({ start }) =>
      `<label class="radio"><input type="radio" name="start" value="${start}"${start === chosen ? " checked" : ""}>${studioTime(start)}</label>`,
  );
  return `<form class="plain-form" method="post" action="/${escapeHtml(page.path + (page.query.size > 0 ? `?${page.query}` : ""))}">
<fieldset><legend>Choose a time (${TIME_ZONE})</legend><span class="error">${escapeHtml(page.refused?.fields.start ?? "")}</span>
${radios.join("\n") || "<p>No times are free at the moment.</p>"}</fieldset>
${formFields(page, "plain-")}
<div class="actions"><button class="accent">Confirm booking</button></div>
</form>`;
}

function freeSlots(page: BookingPage, month: string, perDay = Infinity): Slot[] {
  const { path, now, isTaken } = page;
  return Object.values(slotsOfMonth({ path, month, now, isTaken })).flatMap((slots) => slots.slice(0, perDay));
}
