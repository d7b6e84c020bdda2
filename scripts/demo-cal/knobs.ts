/**
 * How the demo calendar can be made slow, broken, older or differently configured. By default it behaves
 * like Cal's own page on a good day. Knobs are set for all pages over the control endpoint, or for one
 * page load by `demo.<knob>` in its address.
 */
export interface Knobs {
  /** ms before embed.js is answered. */
  readonly embedJsDelayMs: number;
  readonly embedJsMode: "ok" | "missing" | "error" | "hang" | "broken" | "html";
  /** ms of think time before the page's HTML. */
  readonly frameDelayMs: number;
  /** A raw HTTP status: an error page that never speaks to the page around it. */
  readonly frameStatus: 200 | 403 | 404 | 500;
  /** The origin that the event has moved to, as with a user who joined an organisation: every page redirects there. */
  readonly movedTo: string;
  /**
   * `silent` loads and never speaks; `hang` never answers; `not-found` is a missing event as Cal reported
   * it before 2026: a page that says so to its reader and sends `linkReady` like any other.
   */
  readonly frameMode: "ok" | "hang" | "silent" | "not-found";
  /** An error page that does speak: it reports `linkFailed` with this code. */
  readonly linkFailed: 0 | 403 | 404 | 500;
  /** ms for which a subresource holds back the document's load event, and with it `linkReady`. The script runs. */
  readonly loadDelayMs: number;
  /** ms added to the time that Cal's page takes to `linkReady`. */
  readonly linkReadyDelayMs: number;
  /**
   * Which events report the slots: `availabilityLoaded` exists since 2025-10-27, `bookerReady` since
   * 2025-12-11, so an older Cal sends one or `none` of them.
   */
  readonly slotsEvents: "both" | "availabilityLoaded" | "bookerReady" | "none";
  /** `animated`: the times fade in by animation frames, as framer-motion does it for Cal. */
  readonly timesAppear: "animated" | "at-once";
  readonly slotsDelayMs: number;
  readonly slotsMode: "ok" | "never" | "error" | "empty";
  /** KB of script that does not compress, loaded before the booker starts. */
  readonly scriptWeightKb: number;
  /**
   * `yes`: an open form holds its time for five minutes, as Cal's does, and the API leaves it out. Off unless it is
   * asked for: a person who tries the demo alone would miss the times of forms that were left.
   */
  readonly formHolds: "yes" | "no";
  readonly bookDelayMs: number;
  readonly bookMode: "ok" | "error" | "taken";
  /** `required`: a booking is reported at once and paid for afterwards, on a page in the same frame. */
  readonly payment: "none" | "required";
  /** Where the top window goes after a booking: an absolute http or https address, or nothing. */
  readonly redirectUrl: string;
  /** Whether the redirect's address carries the booking: uid, email, times and more. */
  readonly redirectParams: "forwarded" | "dropped";
  /** Where a reschedule link leads: to the event's booker, or to the page of the booking. */
  readonly rescheduling: "allowed" | "disabled";
  /** Where Cal's webhook is sent, or nothing; signed with the secret if there is one. */
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** ms before the API answers. */
  readonly apiDelayMs: number;
  /**
   * The API: `error` is a 500, `limited` a 429 with Cal's headers, `missing` the 404 of an unknown event, `wrong` the
   * format of another version, `empty` no free times, `hang` no answer.
   */
  readonly apiMode: "ok" | "error" | "limited" | "missing" | "wrong" | "empty" | "hang";
}

/** A knob that does not exist or a value it does not take. `field` names the knob. */
export class KnobError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

const MAX_DELAY_MS = 60_000;

type Rule = { readonly max: number } | { readonly oneOf: readonly (string | number)[] } | { readonly isUrl: true } | { readonly isText: true };

const RULES: { readonly [K in keyof Knobs]: Rule } = {
  embedJsDelayMs: { max: MAX_DELAY_MS },
  embedJsMode: { oneOf: ["ok", "missing", "error", "hang", "broken", "html"] },
  frameDelayMs: { max: MAX_DELAY_MS },
  frameStatus: { oneOf: [200, 403, 404, 500] },
  movedTo: { isUrl: true },
  frameMode: { oneOf: ["ok", "hang", "silent", "not-found"] },
  linkFailed: { oneOf: [0, 403, 404, 500] },
  loadDelayMs: { max: MAX_DELAY_MS },
  linkReadyDelayMs: { max: MAX_DELAY_MS },
  slotsEvents: { oneOf: ["both", "availabilityLoaded", "bookerReady", "none"] },
  timesAppear: { oneOf: ["animated", "at-once"] },
  slotsDelayMs: { max: MAX_DELAY_MS },
  slotsMode: { oneOf: ["ok", "never", "error", "empty"] },
  scriptWeightKb: { max: 2000 },
  formHolds: { oneOf: ["yes", "no"] },
  bookDelayMs: { max: MAX_DELAY_MS },
  bookMode: { oneOf: ["ok", "error", "taken"] },
  payment: { oneOf: ["none", "required"] },
  redirectUrl: { isUrl: true },
  redirectParams: { oneOf: ["forwarded", "dropped"] },
  rescheduling: { oneOf: ["allowed", "disabled"] },
  webhookUrl: { isUrl: true },
  webhookSecret: { isText: true },
  apiDelayMs: { max: MAX_DELAY_MS },
  apiMode: { oneOf: ["ok", "error", "limited", "missing", "wrong", "empty", "hang"] },
};

export const DEFAULT_KNOBS: Knobs = {
  embedJsDelayMs: 0,
  embedJsMode: "ok",
  frameDelayMs: 0,
  frameStatus: 200,
  movedTo: "",
  frameMode: "ok",
  linkFailed: 0,
  loadDelayMs: 0,
  linkReadyDelayMs: 0,
  slotsEvents: "both",
  timesAppear: "animated",
  slotsDelayMs: 0,
  slotsMode: "ok",
  scriptWeightKb: 0,
  formHolds: "no",
  bookDelayMs: 0,
  bookMode: "ok",
  payment: "none",
  redirectUrl: "",
  redirectParams: "forwarded",
  rescheduling: "allowed",
  webhookUrl: "",
  webhookSecret: "",
  apiDelayMs: 0,
  apiMode: "ok",
};

/**
 * Checks some knobs, as they arrive from JSON.
 *
 * @throws {KnobError} naming the first knob that is unknown or out of bounds.
 */
export function parseKnobs(input: unknown): Partial<Knobs> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new KnobError("knobs", 'Send an object of knobs, for example {"slotsDelayMs": 400}.');
  }
  const entries = Object.entries(input);
  for (const [name, value] of entries) check(name, value);
  return knownKnobs(entries);
}

/**
 * The knobs in a page's address: `?demo.slotsDelayMs=400`. Other parameters are left alone.
 *
 * @throws {KnobError} naming the first knob that is unknown or out of bounds.
 */
export function knobsFromQuery(query: URLSearchParams): Partial<Knobs> {
  const found: Record<string, unknown> = {};
  for (const [key, text] of query) {
    if (key.startsWith("demo.")) found[key.slice("demo.".length)] = fromText(text);
  }
  return parseKnobs(found);
}

function check(name: string, value: unknown): void {
  if (!isKnob(name)) {
    throw new KnobError(name, `"${name}" is not a knob. Known: ${Object.keys(RULES).join(", ")}.`);
  }
  const rule: Rule = RULES[name];
  if ("isUrl" in rule) {
    if (typeof value !== "string" || (value !== "" && !isWebAddress(value))) {
      throw new KnobError(name, `${name} takes an address like "https://example.org/thanks" or "" for none, not ${shown(value)}.`);
    }
  } else if ("isText" in rule) {
    if (typeof value !== "string" || value.length > 200) throw new KnobError(name, `${name} takes a text of at most 200 characters, not ${shown(value)}.`);
  } else if ("oneOf" in rule) {
    if (!rule.oneOf.some((allowed) => allowed === value)) {
      throw new KnobError(name, `${name} takes one of ${rule.oneOf.join(", ")}, not ${shown(value)}.`);
    }
  } else if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > rule.max) {
    throw new KnobError(name, `${name} takes a whole number from 0 to ${rule.max}, not ${shown(value)}.`);
  }
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isKnob(name: string): name is keyof Knobs {
  return Object.hasOwn(RULES, name);
}

/** Safe because every entry passed `check`, which knows each knob's values. */
function knownKnobs(entries: readonly [string, unknown][]): Partial<Knobs> {
  return Object.fromEntries(entries) as Partial<Knobs>;
}

function fromText(text: string): string | number {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
