/**
 * What the demo calendar can be told to do wrong or slowly. Every knob is off by default; all are
 * set together over the control endpoint, or for one page load by `demo.<knob>` in its address.
 */
export interface Knobs {
  /** ms before embed.js is answered. */
  readonly embedJsDelayMs: number;
  readonly embedJsMode: "ok" | "missing" | "error" | "hang" | "broken" | "html";
  /** ms of think time before the page's HTML. */
  readonly frameDelayMs: number;
  /** A raw HTTP status: an error page that never speaks to the page around it. */
  readonly frameStatus: 200 | 403 | 404 | 500;
  /** `silent` loads and never speaks; `hang` never answers. */
  readonly frameMode: "ok" | "hang" | "silent";
  /** An error page that does speak: it reports `linkFailed` with this code. */
  readonly linkFailed: 0 | 403 | 404 | 500;
  /** ms between the parent's hello and `linkReady`. */
  readonly linkReadyDelayMs: number;
  /** ms between the parent's `connect` to a prerendered frame and `linkReady`. */
  readonly connectDelayMs: number;
  readonly slotsDelayMs: number;
  readonly slotsMode: "ok" | "never" | "error" | "empty";
  /** KB of script that does not compress, loaded before the booker starts. */
  readonly scriptWeightKb: number;
  readonly bookDelayMs: number;
  readonly bookMode: "ok" | "error" | "taken";
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

type Rule = { readonly max: number } | { readonly oneOf: readonly (string | number)[] };

const RULES: { readonly [K in keyof Knobs]: Rule } = {
  embedJsDelayMs: { max: MAX_DELAY_MS },
  embedJsMode: { oneOf: ["ok", "missing", "error", "hang", "broken", "html"] },
  frameDelayMs: { max: MAX_DELAY_MS },
  frameStatus: { oneOf: [200, 403, 404, 500] },
  frameMode: { oneOf: ["ok", "hang", "silent"] },
  linkFailed: { oneOf: [0, 403, 404, 500] },
  linkReadyDelayMs: { max: MAX_DELAY_MS },
  connectDelayMs: { max: MAX_DELAY_MS },
  slotsDelayMs: { max: MAX_DELAY_MS },
  slotsMode: { oneOf: ["ok", "never", "error", "empty"] },
  scriptWeightKb: { max: 2000 },
  bookDelayMs: { max: MAX_DELAY_MS },
  bookMode: { oneOf: ["ok", "error", "taken"] },
};

export const DEFAULT_KNOBS: Knobs = {
  embedJsDelayMs: 0,
  embedJsMode: "ok",
  frameDelayMs: 0,
  frameStatus: 200,
  frameMode: "ok",
  linkFailed: 0,
  // Cal's own page waits about this long, in fixed timers.
  linkReadyDelayMs: 200,
  // Three of the 50 ms steps in which it looks whether a connected page has settled.
  connectDelayMs: 150,
  slotsDelayMs: 0,
  slotsMode: "ok",
  scriptWeightKb: 0,
  bookDelayMs: 0,
  bookMode: "ok",
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
  if ("oneOf" in rule) {
    if (!rule.oneOf.some((allowed) => allowed === value)) {
      throw new KnobError(name, `${name} takes one of ${rule.oneOf.join(", ")}, not ${shown(value)}.`);
    }
  } else if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > rule.max) {
    throw new KnobError(name, `${name} takes a whole number from 0 to ${rule.max}, not ${shown(value)}.`);
  }
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
