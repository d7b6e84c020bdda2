/** The receivers of the messages that visitors send with forms: a webhook, and an e-mail provider. Each is there if its settings are. */
import { parseWebhookUrl, postOnce, signedHeaders, type Posted } from "../http/signed-post.ts";
import { checkedSender, parseRecipients } from "../messages/mail-addresses.ts";
import { createMailer, type Mail, type MailerOptions } from "../messages/mailer.ts";
import type { Delivery } from "../messages/post-message.ts";
import { noticeLanguage } from "../words/admin-language.ts";
import { wordsIn, type Words } from "../words/words.ts";
import type { FormEnv } from "./form-settings.ts";

/** A message as it was sent: nothing is added that the visitor or the page did not say. */
export interface FormMessage {
  /** The same at every attempt. */
  readonly id: string;
  readonly form: string;
  readonly heading: string;
  readonly page: string;
  readonly language: string;
  /** ISO 8601. */
  readonly at: string;
  /** In the order of the form. A label of a checkbox says what was agreed to. */
  readonly fields: readonly { readonly name: string; readonly label: string; readonly value: string }[];
  /** The campaign's parameters that the visitor arrived with, by name. */
  readonly campaign?: Readonly<Record<string, string>> | undefined;
}

export interface FormReceiver {
  readonly name: "webhook" | "email";
  /** Never rejects. */
  send(message: FormMessage, now: Date): Promise<Posted>;
}

/** The doctor runs outside a build. */
const SITE = typeof SITE_LANGUAGE === "string" ? SITE_LANGUAGE : "en";
const TIME_LIMIT_MS = 8_000;

/** @throws {TypeError} for a malformed setting; the settings' checks have refused it before. */
export function formReceivers(env: FormEnv, { timeLimitMs = TIME_LIMIT_MS, ...providers }: Partial<Pick<MailerOptions, "timeLimitMs" | "resend" | "postmark">> = {}): FormReceiver[] {
  const { FORM_WEBHOOK_URL: address, FORM_WEBHOOK_SECRET: secret, FORM_EMAIL_TO: to, FORM_EMAIL_FROM: from } = env;
  const receivers: FormReceiver[] = [];
  if (address && secret) {
    const url = parseWebhookUrl(address, "FORM_WEBHOOK_URL");
    receivers.push({
      name: "webhook",
      send(message, now) {
        const body = webhookBody(message);
        return postOnce(url, body, { ...signedHeaders(body, { secret, now }), "idempotency-key": message.id }, timeLimitMs);
      },
    });
  }
  const mailer = to && from ? createMailer(env, { from: checkedSender("FORM_EMAIL_FROM", from), to: parseRecipients("FORM_EMAIL_TO", to), timeLimitMs, ...providers }) : undefined;
  if (mailer) receivers.push({ name: "email", send: async (message) => posted(await mailer.send(emailOf(message, wordsIn(noticeLanguage(env, SITE)).forms.mail), message.id)) });
  return receivers;
}

/** One that may have arrived is sent again, under the same key. The provider's words stay out of the log: they may repeat an address. */
function posted({ is, answer: { host, status, said }, after }: Delivery): Posted {
  if (is === "sent") return { is: "done" };
  return { is: "again", why: status === undefined ? `${host}: ${said}` : `${host} answered with status ${status}`, ...(after !== undefined && { after }) };
}

/** The body of the webhook. */
export function webhookBody({ id, form, page, language, at, fields, campaign }: FormMessage): string {
  const { utm_source: source, utm_medium: medium, utm_campaign: name } = campaign ?? {};
  return JSON.stringify({
    id,
    type: "form.sent",
    at,
    form,
    page,
    language,
    fields: Object.fromEntries(fields.map((field) => [field.name, field.value])),
    labels: Object.fromEntries(fields.map((field) => [field.name, field.label])),
    ...(campaign && { attribution: { source, medium, campaign: name, parameters: campaign } }),
  });
}

/** An e-mail that can be answered: its sender is the site, and answers go to the visitor. */
export function emailOf({ form, heading, page, at, fields, campaign = {} }: FormMessage, words: Words["forms"]["mail"]): Mail {
  const [replyTo] = fields.flatMap(({ value, name }) => (name === "email" && value ? [value] : []));
  const sender = fields.find(({ name }) => name === "name")?.value || replyTo;
  const values = fields.filter(({ value }) => value !== "").map(({ label, value }) => (value.includes("\n") ? `${label}:\n${value}\n` : `${label}: ${value}`));
  const origin = Object.entries(campaign).map(([name, value]) => `${name}=${value}`);
  const about = [`${words.page}: ${page} (${form})`, `${words.at}: ${at}`, ...(origin.length > 0 ? [`${words.campaign}: ${origin.join(", ")}`] : [])];
  return { subject: (sender ? `${heading}: ${sender}` : heading).slice(0, 200), text: `${values.join("\n")}\n\n--\n${about.join("\n")}\n`, ...(replyTo && { replyTo }) };
}
