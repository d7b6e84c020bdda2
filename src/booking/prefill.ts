/**
 * Values that fill in Cal's form, as an editor writes them: `name`, `email`, `notes`, `guests`, `location`, `metadata`, and
 * the identifiers of the event's own questions.
 */
export type Prefill = Readonly<Record<string, unknown>>;

/** What is wrong with a value, and the step to take. */
export interface PrefillProblem {
  readonly path: readonly string[];
  readonly expected: string;
  readonly fix: string;
}

const MOST = 30;
const LONGEST = 500;
/** In characters of the address: a link has 2,000, see TEXT_LIMITS. */
const LONGEST_QUERY = 1_500;

/** An identifier of a question at Cal ("your-website"), or a key of its metadata. */
const NAME = /^[\w.~-]{1,60}$/;

/**
 * Parameters of Cal's pages that are not fields of a form. Some would lead to another booking or another look; from
 * others, Cal's redirect to a page of this site would make a booking that there was not (browser/success-page.ts).
 */
const OTHER_PARAMETERS = new Set(
  `allRemainingBookings bookingId bookingUid date duration embed embedType flag.coep formerTime isEmbed isSuccessBookingPage layout link month
  orgRedirection overlayCalendar redirect_status rescheduleUid rescheduledBy slot slug theme type uid user`.split(/\s+/),
);

const isText = (value: unknown): value is string | boolean => typeof value === "string" || typeof value === "boolean";
const isMail = (value: unknown) => typeof value === "string" && /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(value.trim());

/** All problems of a prefill. */
export function prefillProblems(prefill: Prefill): PrefillProblem[] {
  const names = Object.keys(prefill);
  if (names.length > MOST) return [{ path: [], expected: `At most ${MOST} values.`, fix: `Remove ${names.length - MOST}.` }];
  const problems = names.flatMap((name) => problemsOf(name, prefill[name]));
  if (problems.length > 0 || queryOf(parametersOf(prefill)).length <= LONGEST_QUERY) return problems;
  return [{ path: [], expected: `Values that are shorter: together at most ${LONGEST_QUERY.toLocaleString("en")} characters in the link's address.`, fix: "Shorten the values." }];
}

function problemsOf(name: string, value: unknown): PrefillProblem[] {
  const problem = (expected: string, fix: string, ...path: string[]): PrefillProblem[] => [{ path: [name, ...path], expected, fix }];
  const [, key] = /^metadata\[(.*)\]$/.exec(name) ?? [];
  if (key !== undefined) return problem("Metadata in a field of its own.", `metadata: {${NAME.test(key) ? key : "the-name"}: "${isText(value) ? value : "…"}"}`);
  if (OTHER_PARAMETERS.has(name) || /^(?:cal|ui|demo)\./.test(name)) return problem(`Only fields of the booking form. "${name}" controls Cal's page.`, `Remove "${name}".`);
  if (name === "guest") return problem('Did you mean "guests"?', `guests: [${isText(value) ? String(value) : "ada@example.com"}]`);
  if (!NAME.test(name)) return problem('The name of a field: name, email, notes, guests, location, metadata, or the identifier of a question at Cal, e.g. "your-website".', "Copy the identifier from the event's booking questions at Cal.");
  if (name === "metadata") {
    if (!isRecord(value)) return problem("Names with their values.", 'Write it in this form: metadata: {plan: "pro"}');
    return Object.entries(value).flatMap(([one, text]) => {
      if (!NAME.test(one)) return problem("A name of letters, digits, dots, hyphens and underscores.", "Choose another name.", one);
      return isText(text) ? lengthProblems([name, one], text) : problem(`A text.${numbersIn([text])}`, `Write it in this form: ${one}: "…"`, one);
    });
  }
  if (name === "location") {
    if (isText(value)) return lengthProblems([name], value);
    const isRight = isRecord(value) && isText(value.value) && Object.entries(value).every(([one, text]) => ["value", "optionValue"].includes(one) && isText(text));
    return isRight ? [] : problem("One of the event's locations at Cal, with its answer if it asks for one.", 'Write it in this form: location: {value: phone, optionValue: "+49 30 1234567"}');
  }
  const all = Array.isArray(value) ? (value as unknown[]) : [value];
  if (!all.every(isText)) return problem(`A text, true, false, or a list of texts.${numbersIn(all)}`, `Write it in this form: ${name}: "…"`);
  if (name === "email" && !(all.length === 1 && isMail(all[0]))) return problem("One e-mail address.", "Write it in this form: email: ada@example.com");
  if (name === "guests" && !all.every(isMail)) {
    const parts = all.flatMap((one) => String(one).split(/[\s,;]+/)).filter(Boolean);
    return problem("A list of e-mail addresses.", parts.every(isMail) ? `guests: [${parts.join(", ")}]` : "Write it in this form: guests: [ada@example.com, grace@example.com]");
  }
  return all.flatMap((one) => lengthProblems([name], one));
}

/** YAML reads +49 301234 without its plus, and 1.10 as 1.1. */
function numbersIn(values: readonly unknown[]): string {
  return values.some((value) => typeof value === "number") ? " A number needs quotation marks, so that it stays as it is written." : "";
}

function lengthProblems(path: string[], value: string | boolean): PrefillProblem[] {
  const { length } = String(value);
  return length > LONGEST ? [{ path, expected: `At most ${LONGEST} characters.`, fix: `Shorten it by ${length - LONGEST} characters.` }] : [];
}

/**
 * The query of a booking page, with its question mark, that fills in the form; what the query says already stays.
 *
 * Cal's booker reads each list as a parameter that is repeated, metadata as `metadata[name]`, and a location as JSON
 * (`BookerWebWrapper.tsx` and `getBookingResponsesSchema.ts` in Cal's source).
 */
export function withPrefill(search: string, prefill: Prefill = {}): string {
  const present = new URLSearchParams(search);
  const query = queryOf(parametersOf(prefill).filter(([name]) => !present.has(name)));
  return query === "" ? search : `${search || "?"}${search.length > 1 ? "&" : ""}${query}`;
}

type Parameter = readonly [name: string, value: string];

function parametersOf(prefill: Prefill): Parameter[] {
  return Object.entries(prefill).flatMap(([name, value]): Parameter[] => {
    if (name === "metadata" && isRecord(value)) return Object.entries(value).map(([key, one]) => [`metadata[${key}]`, String(one)]);
    if (name === "location") return [[name, JSON.stringify(isRecord(value) ? { optionValue: "", ...value } : { value, optionValue: "" })]];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => [name, String(one)]);
  });
}

function queryOf(parameters: readonly Parameter[]): string {
  return parameters.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join("=")).join("&");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
