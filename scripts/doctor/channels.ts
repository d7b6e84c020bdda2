/** Who is told, and who tells: the alerts' receivers and Cal's webhook. */
import { parseWebhookUrl, postToWebhook } from "../../src/metrics/alerts/alert-webhook.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";
import type { Patient } from "./patient.ts";

const TEST_TEXT = "Readyslot: a test notice, sent by npm run doctor. Nothing is wrong; alerts arrive here.";

export async function channelFindings(patient: Patient): Promise<readonly Finding[]> {
  const { env, place } = patient;
  const isWrong = (name: string) => settingProblems(env, place).some(({ names }) => names.includes(name));
  const webhook = isWrong("ALERT_WEBHOOK_URL") ? skipped("Alerts", "Not asked: see Settings.") : await alertFinding(patient);
  return [webhook, ...(await sentryFinding(patient)), ...(isWrong("CAL_WEBHOOK_SECRET") ? [] : [webhookSecretFinding(patient)])];
}

async function alertFinding({ env, place, sendTest, timeLimitMs }: Patient): Promise<Finding> {
  const address = env.ALERT_WEBHOOK_URL;
  if (!address) {
    if (env.SENTRY_DSN) return ok("Alerts", "To Sentry and the log.");
    const says = "Nobody is told: alerts go to the log alone.";
    return place === "production" ? warning("Alerts", says, "Set ALERT_WEBHOOK_URL to a Slack incoming webhook or anything that takes its JSON, or SENTRY_DSN.") : ok("Alerts", says);
  }
  const url = parseWebhookUrl(address);
  if (url.protocol === "http:" && place !== "laptop") return problem("Alerts", "ALERT_WEBHOOK_URL is not https: notices and their signature go over the line in the clear.", "Write https://, or take a receiver that has it.");
  if (!sendTest) return ok("Alerts", `To ${url.host}. Nothing was sent: --send-test sends a test notice.`);
  try {
    const secret = env.ALERT_WEBHOOK_SECRET || env.METRICS_TOKEN;
    await postToWebhook(JSON.stringify({ text: TEST_TEXT, test: true }), { url: address, secret, now: new Date(), ...(timeLimitMs !== undefined && { timeLimitMs }) });
    return ok("Alerts", `${url.host} took a test notice${secret ? ", signed" : ", unsigned"}.`);
  } catch (error) {
    return problem("Alerts", (error as Error).message, "Make the webhook anew at the receiver and set ALERT_WEBHOOK_URL to its whole address.");
  }
}

async function sentryFinding({ env, place, sendTest, timeLimitMs }: Patient): Promise<readonly Finding[]> {
  const dsn = env.SENTRY_DSN;
  if (!dsn || settingProblems(env, place).some(({ names }) => names.includes("SENTRY_DSN"))) return [];
  if (!sendTest) return [ok("Sentry", "Set. Nothing was sent: --send-test sends a test notice.")];
  try {
    const { reportToSentry } = await import("../../src/host/errors/error-reporting-server.ts");
    await reportToSentry({ message: TEST_TEXT, level: "info", tags: { test: "doctor" } }, { dsn, release: "doctor", ...(timeLimitMs !== undefined && { timeLimitMs }) });
    return [ok("Sentry", "Took a test notice.")];
  } catch (error) {
    return [problem("Sentry", `It did not take a test notice. ${error instanceof Error ? error.message : ""}`, "Copy SENTRY_DSN again from Sentry, Settings › Projects › Client Keys; is the key still active?")];
  }
}

function webhookSecretFinding({ env, place }: Patient): Finding {
  if (env.CAL_WEBHOOK_SECRET) return ok("Cal's webhook", "Its secret is set. Whether Cal has the same, npm run doctor -- URL asks the site.");
  const says = "Not set: a booking that the visitor's browser did not see is not counted.";
  return place === "production" ? warning("Cal's webhook", says, "Make a webhook at Cal (Settings, Developer, Webhooks) for /api/cal-webhook and set CAL_WEBHOOK_SECRET to its secret.") : skipped("Cal's webhook", says);
}
