/** The four numbers as cards: each with its change against the time before, what is behind it, or a dash and the reason for it. */
import { keyNumberText, type KeyName } from "../../report/dashboard/key-number-text.ts";
import type { Dashboard, KeyNumber } from "../../report/dashboard/dashboard-model.ts";
import { CHARTS } from "../../report/report-query.ts";
import { BUDGETS } from "../../shared/ratings.ts";
import type { BookingCounts } from "../../shared/sample.ts";
import type { Words } from "../../../host/words/words.ts";

export interface KeyCard {
  readonly name: KeyName;
  readonly title: string;
  readonly value: string;
  /** "± 99": the standard error of an estimated number. */
  readonly error?: string | undefined;
  /** Coloured only if it is more than chance. */
  readonly change?: { readonly text: string; readonly tone: "better" | "worse" | "same" } | undefined;
  readonly before?: string | undefined;
  /** "probably between +5 % and +38 %: more than chance", or why there is no change. */
  readonly judgement: string;
  /** What is behind the value, or why there is none. */
  readonly basis: string;
}

type CardWords = Pick<Words, "answer" | "keyNumbers" | "formats">;

/** With fewer values a percentile would describe single visitors. */
export const LEAST = 10;

/** How many values a percentile needs, as a share `q` (0–1): with fewer, the largest value alone lies above it. */
export function leastFor(q: number): number {
  // 1 / (1 − 0.95) comes out slightly above 20.
  return Math.max(LEAST, Math.ceil(1 / (1 - q) - 1e-9));
}

export function keyCards(dashboard: Pick<Dashboard, "keyNumbers" | "summary" | "estimate">, words: CardWords): KeyCard[] {
  const { keyNumbers, estimate } = dashboard;
  const bases = basesOf(dashboard, words);
  const errors: Partial<Record<KeyName, number>> = { bookings: estimate?.standardErrors.bookings, openings: estimate?.standardErrors.total } as Partial<Record<KeyName, number>>;
  return CHARTS.map((name) => {
    const number: KeyNumber = keyNumbers[name];
    const { value, before, change, judgement } = keyNumberText(name, number, words);
    const error = errors[name];
    return {
      name,
      title: words.keyNumbers.names[name],
      value,
      error: error === undefined ? undefined : `±\u00a0${words.formats.count(error)}`,
      change: change && { text: change.size, tone: number.judgement === "better" || number.judgement === "worse" ? number.judgement : "same" },
      before,
      judgement: change ? words.answer.probably({ range: change.range, judgement }) : judgement,
      basis: bases[name],
    };
  });
}

function basesOf({ keyNumbers, summary }: Pick<Dashboard, "keyNumbers" | "summary">, { answer, keyNumbers: names }: CardWords): Record<KeyName, string> {
  const { bookings, total, errors, outcomes, phases } = summary;
  const uncounted = uncountedIn(bookings);
  const { phase, value, n } = keyNumbers.wait;
  const p75 = phases[phase].p75LoadTime;
  return {
    bookings: uncounted > 0 ? answer.uncounted({ n: uncounted }) : answer.allCounted,
    conversion: keyNumbers.conversion.value === null ? answer.tooFew({ n: total, least: LEAST }) : answer.part({ part: bookings.counted, of: total }),
    openings: answer.openings({ errors, abandoned: outcomes.abandoned }),
    wait: value === null || p75 === null ? answer.tooFew({ n, least: LEAST }) : `${names.usable[phase]}; ${answer.p75({ ms: p75, budget: BUDGETS[phase].p75.good })}`,
  };
}

/** Bookings that are known, and not counted: made elsewhere, unconfirmed, or with a pending payment. */
export function uncountedIn({ total, counted, unconfirmed = 0, pending }: BookingCounts): number {
  return Math.max(0, total - counted) + unconfirmed + pending;
}
