/** The last part of the paths of events that have no free times. */
const FULLY_BOOKED = /(?:^|\/)fully-booked$/;

/** The studio keeps Berlin hours, and every time on the page is a Berlin time. */
export const TIME_ZONE = "Europe/Berlin";

/** How many months after the current one can be looked at. */
export const MONTHS_AHEAD = 3;

/** One bookable time. */
export interface Slot {
  /** Studio time, "HH:MM". */
  readonly time: string;
  /** The same moment as an ISO instant in UTC. */
  readonly start: string;
}

/** Free slots by day ("YYYY-MM-DD"), in order; a day without any is left out. */
export type SlotsByDay = Readonly<Record<string, readonly Slot[]>>;

export interface SlotsQuery {
  /** The booking link's path, "studio/30min". */
  readonly path: string;
  /** "YYYY-MM" */
  readonly month: string;
  readonly now: Date;
  readonly isTaken: (start: string) => boolean;
}

// Made once: making one takes longer than a hundred dates.
// Swedish dates are written as ISO dates are.
const DATE = new Intl.DateTimeFormat("sv-SE", { timeZone: TIME_ZONE, dateStyle: "short" });
const HOUR = new Intl.DateTimeFormat("sv-SE", { timeZone: TIME_ZONE, hour: "2-digit" });

const OPENS_MINUTE = 9 * 60;
const CLOSES_MINUTE = 17 * 60;

/**
 * The free times of one month: the same for the same date and event, weekdays only, never in the
 * past, some days full. Nothing outside this month and `MONTHS_AHEAD` more.
 */
export function slotsOfMonth({ path, month, now, isTaken }: SlotsQuery): SlotsByDay {
  const free: Record<string, readonly Slot[]> = {};
  if (!bookableMonths(now).includes(month) || FULLY_BOOKED.test(path)) return free;
  for (const date of weekdaysOf(month)) {
    if (chance(`${path} ${date}`) < 0.15) continue;
    const slots = slotsOfDay(path, date).filter(
      (slot) => Date.parse(slot.start) > now.getTime() && !isTaken(slot.start),
    );
    if (slots.length > 0) free[date] = slots;
  }
  return free;
}

/** The months that can be looked at, "YYYY-MM", the current one first. */
export function bookableMonths(now: Date): string[] {
  const [year, month] = splitMonth(studioDate(now).slice(0, 7));
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) =>
    new Date(Date.UTC(year, month - 1 + ahead, 1)).toISOString().slice(0, 7),
  );
}

/** Minutes of the meeting: what the event's name says ("30min"), else 30. */
export function durationOf(path: string): number {
  const minutes = Number(/(?:^|\/)(\d{2})-?min$/.exec(path)?.[1] ?? 30);
  return minutes >= 15 && minutes <= 90 ? minutes : 30;
}

/** The date at the studio, "YYYY-MM-DD". */
export function studioDate(at: Date): string {
  return DATE.format(at);
}

/** "YYYY-MM" as numbers; the month counts from 1. */
export function splitMonth(month: string): [year: number, month: number] {
  return [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
}

function slotsOfDay(path: string, date: string): Slot[] {
  const duration = durationOf(path);
  const slots: Slot[] = [];
  for (let minute = OPENS_MINUTE; minute + duration <= CLOSES_MINUTE; minute += duration) {
    const time = `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
    if (chance(`${path} ${date} ${time}`) < 0.3) continue;
    slots.push({ time, start: studioInstant(date, time) });
  }
  return slots;
}

function weekdaysOf(month: string): string[] {
  const [year, monthNumber] = splitMonth(month);
  const days: string[] = [];
  for (let day = 1; day <= new Date(Date.UTC(year, monthNumber, 0)).getUTCDate(); day++) {
    const weekday = new Date(Date.UTC(year, monthNumber - 1, day)).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(`${month}-${pad(day)}`);
  }
  return days;
}

/** Summer time changes on Sunday nights, so a weekday has one offset: that of its noon. */
function studioInstant(date: string, time: string): string {
  const noon = new Date(`${date}T12:00:00Z`);
  const offsetHours = Number(HOUR.format(noon)) - 12;
  return new Date(Date.parse(`${date}T${time}:00Z`) - offsetHours * 3_600_000).toISOString();
}

/** A number in 0–1 that depends on the text alone (FNV-1a, then a final mix: neighbours differ). */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) / 2 ** 32;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
