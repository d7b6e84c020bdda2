/**
 * Where a digest goes: a mail, and a Slack incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
 * Each is there if its settings are.
 */
import { parseWebhookUrl } from "../../host/http/signed-post.ts";
import type { Mailer } from "../../host/messages/mailer.ts";
import { postMessage, type Delivery } from "../../host/messages/post-message.ts";
import { mailerTo, type MailEnv } from "../alerts/mail.ts";
import type { DigestContent } from "./digest-content.ts";
import { digestHtml, digestText } from "./digest-mail.ts";

export const DIGEST_CHANNELS = ["mail", "slack"] as const;
export type DigestChannel = (typeof DIGEST_CHANNELS)[number];

export interface DigestEnv extends MailEnv {
  readonly DIGEST_TO?: string | undefined;
  readonly SLACK_WEBHOOK_URL?: string | undefined;
}

export interface Channel extends Pick<Mailer, "knowsRepeats"> {
  readonly name: DigestChannel;
  /** Never rejects. @param key the same for the same message. */
  send(content: DigestContent, key: string): Promise<Delivery>;
}

/**
 * The channels whose settings are there.
 *
 * @throws {TypeError} for a setting that is not valid; the checks of a build and a start refuse it before.
 */
export function channelsOf(env: DigestEnv, { timeLimitMs }: TimeLimit = {}): Channel[] {
  const limit: TimeLimit = timeLimitMs === undefined ? {} : { timeLimitMs };
  const mailer = mailerTo("DIGEST_TO", env.DIGEST_TO, env, limit);
  const channels: Channel[] = [];
  if (mailer) channels.push({ ...mailer, name: "mail", send: (content, key) => mailer.send({ subject: content.subject, html: digestHtml(content), text: digestText(content) }, key) });
  if (env.SLACK_WEBHOOK_URL) channels.push(slackChannel(parseWebhookUrl(env.SLACK_WEBHOOK_URL, "SLACK_WEBHOOK_URL"), limit));
  return channels;
}

interface TimeLimit {
  /** Of each message. */
  readonly timeLimitMs?: number;
}

function slackChannel(url: URL, limit: TimeLimit): Channel {
  return { name: "slack", knowsRepeats: false, send: (content) => postMessage({ url, body: JSON.stringify(slackBody(content)), ...limit }) };
}

const plain = (text: string) => ({ type: "plain_text", text, emoji: false });

/** Everything is plain text, which Slack neither formats nor reads mentions in; the fallback has no text of a stranger's. */
export function slackBody({ subject, title, span, rows, changes, campaign, link, headings }: DigestContent): object {
  const section = (text: string) => ({ type: "section", text: plain(text) });
  return {
    text: subject.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    unfurl_links: false,
    blocks: [
      { type: "header", text: plain(title.slice(0, 150)) },
      { type: "context", elements: [plain(span)] },
      { type: "section", fields: rows.map(({ name, value, before }) => plain(`${name}\n${value} (${before})`)) },
      section([headings.changes, ...changes].join("\n")),
      ...(campaign === undefined ? [] : [section([headings.campaign, campaign].join("\n"))]),
      ...(link ? [{ type: "actions", elements: [{ type: "button", text: plain(link.text), url: link.url }] }] : []),
    ],
  };
}
