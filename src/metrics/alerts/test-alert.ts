import { randomUUID } from "node:crypto";
import { reportToSentry } from "../../host/errors/error-reporting-server.ts";
import { noticeLanguage } from "../../host/words/admin-language.ts";
import { wordsIn } from "../../host/words/words.ts";
import { metricsPage } from "./alert-notice.ts";
import type { AlertChannel } from "./alert-state.ts";
import { parseWebhookUrl, signedHeaders } from "../../host/http/signed-post.ts";
import { postMessage, type Delivery } from "../../host/messages/post-message.ts";
import { mailerTo, noticeMail } from "./mail.ts";
import type { AlertEnv } from "./alerts.ts";

/**
 * Sends a message that says it is a test to every channel of the alerts, once and without a retry; nothing is stored.
 *
 * @throws {TypeError} for a setting that is not valid.
 */
export async function sendTestAlert({ env, now, timeLimitMs }: { env: AlertEnv; now: Date; timeLimitMs?: number }): Promise<{ name: AlertChannel; delivery: Delivery }[]> {
  const url = metricsPage(env.SITE_URL);
  const text = [wordsIn(noticeLanguage(env, SITE_LANGUAGE)).alerts.test, url].filter(Boolean).join(" ");
  const limit = timeLimitMs === undefined ? {} : { timeLimitMs };
  const sent: Promise<{ name: AlertChannel; delivery: Delivery }>[] = [];
  if (env.ALERT_WEBHOOK_URL) {
    const body = JSON.stringify({ text, alert: { rule: "test", state: "ok", url } });
    const headers = signedHeaders(body, { secret: env.ALERT_WEBHOOK_SECRET || env.METRICS_TOKEN, now });
    sent.push(postMessage({ url: parseWebhookUrl(env.ALERT_WEBHOOK_URL), body, headers, ...limit }).then((delivery) => ({ name: "webhook", delivery })));
  }
  if (env.SENTRY_DSN) sent.push(toSentry(text, env.SENTRY_DSN, limit).then((delivery) => ({ name: "sentry", delivery })));
  const mailer = mailerTo("ALERT_TO", env.ALERT_TO, env, limit);
  if (mailer) sent.push(mailer.send(noticeMail(text), `readyslot-test-${randomUUID()}`).then((delivery) => ({ name: "mail", delivery })));
  return Promise.all(sent);
}

async function toSentry(message: string, dsn: string, limit: { timeLimitMs?: number }): Promise<Delivery> {
  const host = URL.canParse(dsn) ? new URL(dsn).host : "Sentry";
  try {
    await reportToSentry({ message, level: "info", tags: { alert: "test", state: "ok" }, extra: {}, group: ["readyslot-alert", "test"] }, { dsn, release: RELEASE, ...limit });
    return { is: "sent", answer: { host, said: "" } };
  } catch (error) {
    return { is: "again", answer: { host, said: error instanceof Error ? error.message : "" } };
  }
}
