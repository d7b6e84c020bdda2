/**
 * Mail through Resend's or Postmark's HTTP API, whichever has its setting; Resend, if both have.
 *
 * https://resend.com/docs/api-reference/emails/send-email, https://postmarkapp.com/developer/api/email-api
 */
import { checkedSender, parseRecipients } from "./mail-addresses.ts";
import { postMessage, type Delivery } from "./post-message.ts";

export interface MailEnv {
  readonly DIGEST_FROM?: string | undefined;
  readonly RESEND_API_KEY?: string | undefined;
  readonly POSTMARK_SERVER_TOKEN?: string | undefined;
}

export interface Mail {
  /** One line without control characters. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface Mailer {
  /** Whether the provider recognises a mail that it has had before, so that sending it twice is safe. */
  readonly knowsRepeats: boolean;
  /** Never rejects. @param key the same for the same mail. */
  send(mail: Mail, key: string): Promise<Delivery>;
}

const RESEND = new URL("https://api.resend.com/emails");
const POSTMARK = new URL("https://api.postmarkapp.com/email");
/** Holiday replies do not answer such a mail: RFC 3834. */
const AUTOMATIC = { name: "Auto-Submitted", value: "auto-generated" };

/**
 * Sends mail to these addresses; undefined without them, a sender and a provider.
 *
 * @param recipients the value of the setting with this name.
 * @throws {TypeError} for a setting that is not valid; the checks of a build and a start refuse it before.
 */
export function mailerTo(setting: "ALERT_TO" | "DIGEST_TO", recipients: string | undefined, { DIGEST_FROM, RESEND_API_KEY, POSTMARK_SERVER_TOKEN }: MailEnv, { timeLimitMs }: { timeLimitMs?: number } = {}): Mailer | undefined {
  if (!recipients || !DIGEST_FROM || !(RESEND_API_KEY || POSTMARK_SERVER_TOKEN)) return undefined;
  const [to, from] = [parseRecipients(setting, recipients), checkedSender(DIGEST_FROM)];
  const limit = timeLimitMs === undefined ? {} : { timeLimitMs };
  if (RESEND_API_KEY) {
    return {
      knowsRepeats: true,
      async send({ subject, html, text }, key) {
        const body = JSON.stringify({ from, to, subject, html, text, headers: { [AUTOMATIC.name]: AUTOMATIC.value } });
        const delivery = await postMessage({ url: RESEND, body, headers: { authorization: `Bearer ${RESEND_API_KEY}`, "idempotency-key": key }, ...limit });
        // Under one key, Resend sends one message in 24 hours. It refuses another text under it, because the first was accepted.
        const isRepeated = delivery.answer.status === 409 && delivery.answer.said.includes("invalid_idempotent_request");
        return isRepeated ? { ...delivery, is: "sent" } : delivery;
      },
    };
  }
  return {
    knowsRepeats: false,
    send({ subject, html, text }) {
      const body = JSON.stringify({
        From: from, To: to.join(", "), Subject: subject, HtmlBody: html, TextBody: text,
        MessageStream: "outbound", TrackOpens: false, TrackLinks: "None", Headers: [{ Name: AUTOMATIC.name, Value: AUTOMATIC.value }],
      });
      return postMessage({ url: POSTMARK, body, headers: { accept: "application/json", "x-postmark-server-token": POSTMARK_SERVER_TOKEN ?? "" }, ...limit });
    },
  };
}

/** A notice of a few sentences as a mail. The text has no text of a stranger's. */
export function noticeMail(text: string): Mail {
  const [subject = ""] = text.split(/(?<=[.)]) /, 1);
  const html =
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"></head>' +
    `<body style="margin:24px;font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:24px">` +
    `<p style="max-width:600px;margin:0">${escapeHtml(text)}</p></body></html>`;
  return { subject: subject.slice(0, 150), html, text };
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
