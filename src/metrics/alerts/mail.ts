/** The mails of alerts and of the digest. */
import { checkedSender, parseRecipients } from "../../host/messages/mail-addresses.ts";
import { createMailer, type Mail, type Mailer, type MailProviderEnv } from "../../host/messages/mailer.ts";

export interface MailEnv extends MailProviderEnv {
  readonly DIGEST_FROM?: string | undefined;
}

/**
 * Sends mail to these addresses; undefined without them, a sender and a provider.
 *
 * @param recipients the value of the setting with this name.
 * @throws {TypeError} for a setting that is not valid; the checks of a build and a start refuse it before.
 */
export function mailerTo(setting: "ALERT_TO" | "DIGEST_TO", recipients: string | undefined, env: MailEnv, limit: { timeLimitMs?: number } = {}): Mailer | undefined {
  if (!recipients || !env.DIGEST_FROM) return undefined;
  return createMailer(env, { from: checkedSender("DIGEST_FROM", env.DIGEST_FROM), to: parseRecipients(setting, recipients), isAutomatic: true, ...limit });
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
