/** How a language writes numbers, times and dates. */

/** Shown where nothing was measured: no data is never 0. */
export const NOTHING = "—";

export interface FormatLocales {
  /** For numbers and plurals, e.g. "en". */
  readonly numbers: string;
  /** For times and dates, e.g. "sv-SE", which writes them as ISO 8601 does. */
  readonly times: string;
  /** For a day by its name, e.g. "en-GB": "9 Mar". */
  readonly days: string;
  /** An age of less than a second, e.g. "just now". */
  readonly justNow: string;
}

/** The formats of a language, as functions that can be passed around alone. */
export type Formats = ReturnType<typeof formatsOf>;

const AGES = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

const DATE = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
const MINUTES = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

export function formatsOf({ numbers, times, days, justNow }: FormatLocales) {
  // Made when they are first used: the first one of a process takes tens of milliseconds, which most requests need not wait for.
  const whole = once(() => new Intl.NumberFormat(numbers, { maximumFractionDigits: 0 }));
  const tenths = once(() => new Intl.NumberFormat(numbers, { maximumFractionDigits: 1 }));
  const fixedTenths = once(() => new Intl.NumberFormat(numbers, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
  const thousandths = once(() => new Intl.NumberFormat(numbers, { maximumFractionDigits: 3 }));
  const ages = once(() => new Intl.RelativeTimeFormat(numbers, { numeric: "always" }));
  const plurals = once(() => new Intl.PluralRules(numbers, { maximumFractionDigits: 1 }));
  const [second, minute, day, hour, name] = [
    inZones(times, { ...DATE, ...MINUTES, second: "2-digit" }),
    inZones(times, { ...DATE, ...MINUTES }),
    inZones(times, DATE),
    inZones(times, MINUTES),
    inZones(days, { day: "numeric", month: "short" }),
  ];

  /** "1,234", and "0" for what rounds to it from below. */
  const count = (n: number) => whole().format(Math.round(n) + 0);
  /** "1.5": with a decimal if there is one. */
  const decimal = (n: number) => tenths().format(Math.round(n * 10) / 10 + 0);
  const seconds = (ms: number) => `${thousandths().format(ms / 1_000)} s`;
  return {
    count,
    decimal,
    /** "1.5" or "1.0". */
    fixedDecimal: (n: number) => fixedTenths().format(n),
    /** "0.123": a score without a unit. */
    score: (n: number) => thousandths().format(n),
    /** "1,234 ms"; a dash if nothing was measured. */
    milliseconds: (time: number | null | undefined) => (time === null || time === undefined ? NOTHING : `${count(time)} ms`),
    /** "1.2 s", from ms. */
    seconds,
    /** "54 s", from two minutes on "2.5 min": how long a person took, from ms; a dash if nothing was measured. */
    minutes: (ms: number | null) => (ms === null ? NOTHING : ms < 120_000 ? `${count(ms / 1_000)} s` : `${decimal(ms / 60_000)} min`),
    /** A tick of an axis in ms: "300", "1.2 s". */
    tick: (ms: number) => (ms >= 1_000 ? seconds(ms) : count(ms)),
    /** A share (0–1) as "97.3 %", or "8 %" without a trailing zero; a dash for null. */
    percent(share: number | null | undefined): string {
      if (share === null || share === undefined) return NOTHING;
      const shown = tenths().format(share * 100);
      // A share that is not exactly 0 or 1 must not look as if it were.
      if (shown === tenths().format(100) && share < 1) return `> ${tenths().format(99.9)} %`;
      if (shown === tenths().format(0) && share > 0) return `< ${tenths().format(0.1)} %`;
      return `${shown} %`;
    },
    /** "+1.5", "−1.5": a difference. */
    signed: (n: number) => `${n < 0 ? "−" : "+"}${decimal(Math.abs(n))}`,
    /** "2026-03-09 09:30:00" in the zone, from an ISO time. */
    time: (iso: string, zone: string) => second(iso, zone),
    /** The same without seconds. */
    minute: (iso: string, zone: string) => minute(iso, zone),
    /** "09:30" in the zone, from an ISO time. */
    hour: (iso: string, zone: string) => hour(iso, zone),
    /** "2026-03-09", from that date. */
    date: (date: string) => day(date, "UTC"),
    /** "9 Mar", from the date "2026-03-09". */
    dayName: (date: string) => name(date, "UTC"),
    /** "3 minutes ago", in the largest unit of which there is at least one; below a second, and for a clock that is ahead, `justNow`. */
    ago(iso: string, now: Date): string {
      const age = now.getTime() - Date.parse(iso);
      const fitting = AGES.find(({ ms }) => age >= ms);
      return fitting === undefined ? justNow : ages().format(-Math.floor(age / fitting.ms), fitting.unit);
    },
    /** The form for `n`. A language with further forms lists them; "other" is for all that it does not list. */
    plural: (n: number, forms: { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>) => forms[plurals().select(n)] ?? forms.other,
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Formatters are slow to make, so each zone's is kept. A site has one zone. */
function inZones(locale: string, options: Intl.DateTimeFormatOptions): (iso: string, zone: string) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (iso, timeZone) => {
    const known = made.get(timeZone) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
    made.set(timeZone, known);
    return known.format(new Date(iso));
  };
}
