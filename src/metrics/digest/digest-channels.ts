/**
 * Where a digest goes: a mail through Resend's or Postmark's HTTP API, and a Slack incoming webhook. Each is there if its settings are.
 *
 * https://resend.com/docs/api-reference/emails/send-email, https://postmarkapp.com/developer/api/email-api,
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
import { parseWebhookUrl } from "../alerts/alert-webhook.ts";
import { postMessage, type Delivery } from "../alerts/post-message.ts";
import { checkedSender, parseRecipients } from "./digest-addresses.ts";
import type { DigestContent } from "./digest-content.ts";
import { digestHtml, digestText } from "./digest-mail.ts";

export const DIGEST_CHANNELS = ["mail", "slack"] as const;
export type DigestChannel = (typeof DIGEST_CHANNELS)[number];

export interface DigestEnv {
  readonly DIGEST_TO?: string | undefined;
  readonly DIGEST_FROM?: string | undefined;
  readonly RESEND_API_KEY?: string | undefined;
  readonly POSTMARK_SERVER_TOKEN?: string | undefined;
  readonly SLACK_WEBHOOK_URL?: string | undefined;
}

export interface Channel {
  readonly name: DigestChannel;
  /** Whether the provider recognises a message that it has had before, so that sending it twice is safe. */
  readonly knowsRepeats: boolean;
  /** Never rejects. @param key the same for the same message. */
  send(content: DigestContent, key: string): Promise<Delivery>;
}

const RESEND = new URL("https://api.resend.com/emails");
const POSTMARK = new URL("https://api.postmarkapp.com/email");
/** Holiday replies do not answer such a mail: RFC 3834. */
const AUTOMATIC = { name: "Auto-Submitted", value: "auto-generated" };

/**
 * The channels whose settings are there.
 *
 * @throws {TypeError} for a setting that is not valid; the checks of a build and a start refuse it before.
 */
export function channelsOf(env: DigestEnv, { timeLimitMs }: TimeLimit = {}): Channel[] {
  const limit: TimeLimit = timeLimitMs === undefined ? {} : { timeLimitMs };
  const { DIGEST_TO, DIGEST_FROM, RESEND_API_KEY: resend, POSTMARK_SERVER_TOKEN: postmark, SLACK_WEBHOOK_URL: slack } = env;
  const channels: Channel[] = [];
  if (DIGEST_TO && DIGEST_FROM && (resend || postmark)) {
    const mail = { to: parseRecipients(DIGEST_TO), from: checkedSender(DIGEST_FROM) };
    channels.push(resend ? resendChannel(mail, resend, limit) : postmarkChannel(mail, postmark ?? "", limit));
  }
  if (slack) channels.push(slackChannel(parseWebhookUrl(slack, "SLACK_WEBHOOK_URL"), limit));
  return channels;
}

interface TimeLimit {
  /** Of each message. */
  readonly timeLimitMs?: number;
}

interface Mail {
  readonly to: readonly string[];
  readonly from: string;
}

function resendChannel({ to, from }: Mail, key: string, limit: TimeLimit): Channel {
  return {
    name: "mail",
    knowsRepeats: true,
    async send(content, id) {
      const body = { from, to, subject: content.subject, html: digestHtml(content), text: digestText(content), headers: { [AUTOMATIC.name]: AUTOMATIC.value } };
      const delivery = await postMessage({ url: RESEND, body: JSON.stringify(body), headers: { authorization: `Bearer ${key}`, "idempotency-key": id }, ...limit });
      // Under one key, Resend sends one message in 24 hours. It refuses another text under it, because the first was accepted.
      const isRepeated = delivery.answer.status === 409 && delivery.answer.said.includes("invalid_idempotent_request");
      return isRepeated ? { ...delivery, is: "sent" } : delivery;
    },
  };
}

function postmarkChannel({ to, from }: Mail, token: string, limit: TimeLimit): Channel {
  return {
    name: "mail",
    knowsRepeats: false,
    send(content) {
      const body = {
        From: from, To: to.join(", "), Subject: content.subject, HtmlBody: digestHtml(content), TextBody: digestText(content),
        MessageStream: "outbound", TrackOpens: false, TrackLinks: "None", Headers: [{ Name: AUTOMATIC.name, Value: AUTOMATIC.value }],
      };
      return postMessage({ url: POSTMARK, body: JSON.stringify(body), headers: { accept: "application/json", "x-postmark-server-token": token }, ...limit });
    },
  };
}

function slackChannel(url: URL, limit: TimeLimit): Channel {
  return { name: "slack", knowsRepeats: false, send: (content) => postMessage({ url, body: JSON.stringify(slackBody(content)), ...limit }) };
}

/** Everything is plain text, which Slack neither formats nor reads mentions in; the fallback has no text of a stranger's. */
export function slackBody({ subject, title, span, rows, changes, campaign, link, headings }: DigestContent): object {
  const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
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
