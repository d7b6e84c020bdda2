/**
 * Mail through Resend's or Postmark's HTTP API, whichever has its setting; Resend, if both have.
 *
 * https://resend.com/docs/api-reference/emails/send-email, https://postmarkapp.com/developer/api/email-api
 */
import { postMessage, type Delivery } from "./post-message.ts";

export interface MailProviderEnv {
  readonly RESEND_API_KEY?: string | undefined;
  readonly POSTMARK_SERVER_TOKEN?: string | undefined;
}

export interface Mail {
  /** One line without control characters. */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Where an answer goes, if not to the sender. */
  readonly replyTo?: string;
}

export interface Mailer {
  /** Whether the provider recognises a mail that it has had before, so that sending it twice is safe. */
  readonly knowsRepeats: boolean;
  /** Never rejects. @param key the same for the same mail. */
  send(mail: Mail, key: string): Promise<Delivery>;
}

export interface MailerOptions {
  readonly from: string;
  readonly to: readonly string[];
  /** No person has written it: holiday replies do not answer such a mail (RFC 3834). */
  readonly isAutomatic?: boolean;
  readonly timeLimitMs?: number;
  readonly resend?: string;
  readonly postmark?: string;
}

const AUTOMATIC = { name: "Auto-Submitted", value: "auto-generated" };

/** Undefined without a provider. */
export function createMailer(
  { RESEND_API_KEY, POSTMARK_SERVER_TOKEN }: MailProviderEnv,
  { from, to, isAutomatic = false, timeLimitMs, resend = "https://api.resend.com/emails", postmark = "https://api.postmarkapp.com/email" }: MailerOptions,
): Mailer | undefined {
  const limit = timeLimitMs === undefined ? {} : { timeLimitMs };
  if (RESEND_API_KEY) {
    return {
      knowsRepeats: true,
      async send({ subject, html, text, replyTo }, key) {
        const body = JSON.stringify({ from, to, reply_to: replyTo, subject, html, text, ...(isAutomatic && { headers: { [AUTOMATIC.name]: AUTOMATIC.value } }) });
        const delivery = await postMessage({ url: new URL(resend), body, headers: { authorization: `Bearer ${RESEND_API_KEY}`, "idempotency-key": key }, ...limit });
        // Under one key, Resend sends one message in 24 hours. It refuses another text under it, because the first was accepted.
        const isRepeated = delivery.answer.status === 409 && delivery.answer.said.includes("invalid_idempotent_request");
        return isRepeated ? { ...delivery, is: "sent" } : delivery;
      },
    };
  }
  if (!POSTMARK_SERVER_TOKEN) return undefined;
  return {
    knowsRepeats: false,
    send({ subject, html, text, replyTo }) {
      const body = JSON.stringify({
        From: from, To: to.join(", "), ReplyTo: replyTo, Subject: subject, HtmlBody: html, TextBody: text,
        MessageStream: "outbound", TrackOpens: false, TrackLinks: "None", ...(isAutomatic && { Headers: [{ Name: AUTOMATIC.name, Value: AUTOMATIC.value }] }),
      });
      return postMessage({ url: new URL(postmark), body, headers: { accept: "application/json", "x-postmark-server-token": POSTMARK_SERVER_TOKEN }, ...limit });
    },
  };
}
