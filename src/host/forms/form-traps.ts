/** What keeps programs out that fill in every form that they find, without a third party and without a puzzle. */
import { HIDDEN } from "./form-definition.ts";

/** The cookie with the moment at which the visitor came into the form, in seconds since 1970. It contains nothing else. */
export const START_COOKIE = "readyslot-form";
const START_PATH = "/api/forms";
const START_SECONDS = 12 * 60 * 60;

/** Nobody fills in a form in less, in ms; a password manager does not fill in texts. */
const FASTEST_MS = 1_500;

/**
 * The picture that a form's style sheet asks for once a field has the focus: it costs nothing before, needs no script, and its
 * answer starts the clock. Programs that post without a browser never ask for it.
 */
export function startAnswer(request: Pick<Request, "headers">, now: Date): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "no-store", ...startHeader(request, now) } });
}

/** Starts the clock unless it runs: the button gets the focus as well, and would always be pressed too soon. */
export function startHeader(request: Pick<Request, "headers">, now: Date): Record<string, string> {
  if (startedMsAgo(request, now) !== undefined) return {};
  return { "set-cookie": `${START_COOKIE}=${Math.floor(now.getTime() / 1_000)}; Path=${START_PATH}; Max-Age=${START_SECONDS}; HttpOnly; SameSite=Strict` };
}

/** Undefined without a moment within the last twelve hours. The clock of another instance may be a little ahead. */
function startedMsAgo({ headers }: Pick<Request, "headers">, now: Date): number | undefined {
  const started = new RegExp(`(?:^|;\\s*)${START_COOKIE}=(\\d{9,11})(?:;|$)`).exec(headers.get("cookie") ?? "")?.[1];
  const age = now.getTime() - Number(started) * 1_000;
  return age > -60_000 && age <= START_SECONDS * 1_000 ? age : undefined;
}

/** Whether a post came sooner than somebody types. With a script, the form says how long it was used; without one, the cookie. */
export function isTooFast(request: Pick<Request, "headers">, form: FormData, now: Date): boolean {
  const ms = form.get(HIDDEN.ms);
  if (typeof ms === "string" && /^\d{1,9}$/.test(ms)) return Number(ms) < FASTEST_MS;
  return (startedMsAgo(request, now) ?? 0) < FASTEST_MS;
}

const MOST_PARAMETERS = 8;

/** The campaign of the visit, which the form's script sends as the query that the visitor arrived with. */
export function campaignIn(form: FormData): Record<string, string> | undefined {
  const visit = form.get(HIDDEN.visit);
  if (typeof visit !== "string" || visit.length > 4_000) return undefined;
  const parameters = [...new URLSearchParams(visit)].filter(([name, value]) => /^[\w.-]{1,40}$/.test(name) && value !== "" && value.length <= 400);
  const found = Object.fromEntries(parameters.slice(0, MOST_PARAMETERS).map(([name, value]) => [name, value.toWellFormed()]));
  return Object.keys(found).length > 0 ? found : undefined;
}
