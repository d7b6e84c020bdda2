/**
 * Takes the post of a form:
 *
 *     our own page? ▶ size ▶ rate ▶ values ▶ traps ▶ store ▶ (answer) ▶ receivers
 *
 * A message is stored before the visitor hears that it was sent. If the store is down, it goes to the receivers at once, and the
 * visitor waits for their answer.
 */
import { createHash } from "node:crypto";
import { logError } from "../errors/error-log.ts";
import { checkRate } from "../http/rate-limit.ts";
import { postedForm } from "../http/request-body.ts";
import { isForeign } from "../http/same-origin.ts";
import { createSharedBound, DAY, senderOf, type SharedBound } from "../http/shared-bound.ts";
import { visitorAddress } from "../http/visitor-address.ts";
import type { Kv } from "../kv/kv.ts";
import { deliverForms } from "./deliver-forms.ts";
import { checkedValues, HIDDEN, LARGEST_POST, type FieldError, type FormDefinition } from "./form-definition.ts";
import { storeMessage } from "./form-queue.ts";
import { formReceivers, type FormMessage } from "./form-receivers.ts";
import { keptDays, type FormEnv } from "./form-settings.ts";
import { campaignIn, isTooFast } from "./form-traps.ts";

export type Values = Readonly<Record<string, string>>;

export type FormOutcome =
  | { readonly is: "sent" }
  /** Some values have to be corrected. */
  | { readonly is: "invalid"; readonly values: Values; readonly errors: Readonly<Record<string, FieldError>> }
  /** It came faster than somebody types, or without the first request of a browser: the visitor is asked to send it once more. */
  | { readonly is: "again"; readonly values: Values }
  | { readonly is: "refused"; readonly status: 403 | 413 | 429 | 503; readonly why: "foreign" | "large" | "often" | "down"; readonly values: Values; readonly retryAfter?: number };

export interface FormHost {
  readonly connect: () => Pick<Kv, "client" | "writer">;
  readonly env: FormEnv;
  readonly now: Date;
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** The messages that the senders may send together; by default those of this instance. */
  readonly bound?: SharedBound;
}

/** Somebody corrects a few mistakes in a minute. */
const PER_MINUTE = 10;
/** Each message may cost an e-mail. Of one instance, divided among the senders. */
export const PER_DAY = 300;
const ofInstance = createSharedBound({ most: PER_DAY, window: DAY });

/**
 * @param definitionOf finds the form on the page that the post names; undefined if there is none.
 * @returns the outcome with the form's definition; undefined if there is no such form.
 */
export async function takeForm(request: Request, definitionOf: (page: string) => Promise<FormDefinition | undefined>, host: FormHost): Promise<{ definition: FormDefinition; outcome: FormOutcome } | undefined> {
  const form = await postedForm(request, LARGEST_POST);
  const page = form?.get(HIDDEN.page) ?? new URL(request.url).searchParams.get("page");
  const definition = typeof page === "string" ? await definitionOf(page) : undefined;
  if (!definition) return undefined;
  return { definition, outcome: form ? await outcomeOf(request, form, definition, host) : refused(413, "large", {}) };
}

async function outcomeOf(request: Request, form: FormData, definition: FormDefinition, host: FormHost): Promise<FormOutcome> {
  const { now, bound = ofInstance } = host;
  const { values, errors } = checkedValues(definition.fields, form);
  if (isForeign(request)) return refused(403, "foreign", values);
  const address = visitorAddress(request.headers);
  const wait = await secondsToWait(host, address);
  if (wait !== undefined) return { ...refused(429, "often", values), retryAfter: wait };
  if (Object.keys(errors).length > 0) return { is: "invalid", values, errors };
  const isSpam = form.get(HIDDEN.trap) !== "" && form.has(HIDDEN.trap);
  if (!isSpam && isTooFast(request, form, now)) return { is: "again", values };
  if (!bound.admits(senderOf(address), now)) return refused(429, "often", values);
  return keep(messageOf(definition, values, form, now), isSpam, host);
}

async function keep(message: FormMessage, isSpam: boolean, { connect, env, now, waitUntil }: FormHost): Promise<FormOutcome> {
  const receivers = formReceivers(env);
  const stored = { ...message, next: now.getTime(), tries: 0, to: receivers.map(({ name }) => name), ...(isSpam && { isSpam }) };
  try {
    const kv = connect();
    if ((await storeMessage(kv, stored, { now, days: keptDays(env) })) || isSpam) {
      if (!isSpam) waitUntil(deliverForms({ kv, env, now, isForced: true }));
      return { is: "sent" };
    }
    logError("There is no room for another message of a form: too many wait for their receiver. Look at /admin/forms.");
  } catch (error) {
    logError("A message of a form could not be stored; it is sent to its receivers at once.", error);
    if (isSpam) return { is: "sent" };
  }
  const outcomes = await Promise.all(receivers.map((receiver) => receiver.send(message, now)));
  return outcomes.some(({ is }) => is === "done") ? { is: "sent" } : refused(503, "down", Object.fromEntries(message.fields.map(({ name, value }) => [name, value])));
}

/** The same message twice on one day has the same id: a double click sends it twice. */
function messageOf({ name: form, heading, page, language, fields }: FormDefinition, values: Values, post: FormData, now: Date): FormMessage {
  const at = now.toISOString();
  const id = createHash("sha256").update(JSON.stringify([form, page, at.slice(0, 10), values])).digest("hex").slice(0, 32);
  const campaign = campaignIn(post);
  return { id, form, heading, page, language, at, fields: fields.map(({ name, label }) => ({ name, label, value: values[name] ?? "" })), ...(campaign && { campaign }) };
}

async function secondsToWait({ connect, now }: FormHost, address: string | undefined): Promise<number | undefined> {
  try {
    return await checkRate(connect().client, address, { perMinute: PER_MINUTE, now, what: "forms" });
  } catch {
    // While the store is down, the bound of the instance is left.
    return undefined;
  }
}

function refused<S extends 403 | 413 | 429 | 503>(status: S, why: "foreign" | "large" | "often" | "down", values: Values) {
  return { is: "refused", status, why, values } as const;
}
