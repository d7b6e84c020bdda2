/** Checks the receivers of alerts and of conversions, and the secret of Cal's webhook. */
import { postToWebhook } from "../../src/metrics/alerts/alert-webhook.ts";
import { parseWebhookUrl } from "../../src/host/http/signed-post.ts";
import { ga4Body } from "../../src/metrics/conversions/ga4-body.ts";
import { ga4Url, receiversOf, type Conversion } from "../../src/metrics/conversions/receivers.ts";
import { formReceivers, type FormMessage } from "../../src/host/forms/form-receivers.ts";
import { readContent } from "../../src/site/content-files/content-source.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";
import type { Setup } from "./setup.ts";

const TEST_TEXT = "Readyslot test notice, sent by npm run doctor. Nothing is wrong. Alerts arrive here.";

export async function channelFindings(setup: Setup): Promise<readonly Finding[]> {
  const { env, place } = setup;
  const isWrong = (name: string) => settingProblems(env, place).some(({ names }) => names.includes(name));
  const webhook = isWrong("ALERT_WEBHOOK_URL") ? skipped("Alerts", "Skipped because of the problem under Settings.") : await alertFinding(setup);
  const conversions = CONVERSION_SETTINGS.some(isWrong) ? [skipped("Conversions", "Skipped because of the problem under Settings.")] : await conversionFindings(setup);
  return [webhook, ...(await sentryFinding(setup)), ...conversions, ...(await formFindings(setup)), ...(isWrong("CAL_WEBHOOK_SECRET") ? [] : [webhookSecretFinding(setup)])];
}

async function alertFinding({ env, place, sendTest, timeLimitMs }: Setup): Promise<Finding> {
  const address = env.ALERT_WEBHOOK_URL;
  if (!address) {
    if (env.SENTRY_DSN) return ok("Alerts", "Alerts are sent to Sentry and logged.");
    const says = "No alert channel is configured; alerts are only logged.";
    return place === "production" ? warning("Alerts", says, "Set ALERT_WEBHOOK_URL to a Slack incoming webhook or another receiver of its JSON, or set SENTRY_DSN.") : ok("Alerts", says);
  }
  const url = parseWebhookUrl(address);
  if (url.protocol === "http:" && place !== "local") return problem("Alerts", "ALERT_WEBHOOK_URL does not use https, so notices and their signatures are sent unencrypted.", "Write https://, or use a receiver that supports it.");
  if (!sendTest) return ok("Alerts", `Alerts are sent to ${url.host}. This was not tested; --send-test sends a test notice.`);
  try {
    const secret = env.ALERT_WEBHOOK_SECRET || env.METRICS_TOKEN;
    await postToWebhook(JSON.stringify({ text: TEST_TEXT, test: true }), { url: address, secret, now: new Date(), ...(timeLimitMs !== undefined && { timeLimitMs }) });
    return ok("Alerts", `${url.host} accepted a test notice${secret ? ", signed" : ", unsigned"}.`);
  } catch (error) {
    return problem("Alerts", (error as Error).message, "Create the webhook again at the receiver, and set ALERT_WEBHOOK_URL to its whole address.");
  }
}

async function sentryFinding({ env, place, sendTest, timeLimitMs }: Setup): Promise<readonly Finding[]> {
  const dsn = env.SENTRY_DSN;
  if (!dsn || settingProblems(env, place).some(({ names }) => names.includes("SENTRY_DSN"))) return [];
  if (!sendTest) return [ok("Sentry", "SENTRY_DSN is set. This was not tested; --send-test sends a test notice.")];
  try {
    const { reportToSentry } = await import("../../src/host/errors/error-reporting-server.ts");
    await reportToSentry({ message: TEST_TEXT, level: "info", tags: { test: "doctor" } }, { dsn, release: "doctor", ...(timeLimitMs !== undefined && { timeLimitMs }) });
    return [ok("Sentry", "Sentry accepted a test notice.")];
  } catch (error) {
    return [problem("Sentry", `Sentry did not accept a test notice. ${error instanceof Error ? error.message : ""}`, "Copy SENTRY_DSN again from Sentry, Settings › Projects › Client Keys, and check that the key is active.")];
  }
}

const CONVERSION_SETTINGS = ["GA4_MEASUREMENT_ID", "GA4_API_SECRET", "GA4_COLLECT_URL", "CONVERSION_WEBHOOK_URL", "CONVERSION_WEBHOOK_SECRET"];
const TEST_CONVERSION: Conversion = { id: `${"0".repeat(32)}.confirmed`, kind: "confirmed", at: new Date(), values: { event: "doctor", source: "doctor", medium: "test", campaign: "doctor" } };

async function conversionFindings({ env, place, sendTest, timeLimitMs }: Setup): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const receiver of receiversOf(env, { ...(timeLimitMs !== undefined && { timeLimitMs }) })) {
    const isGa4 = receiver.name === "ga4";
    const { host, protocol } = isGa4 ? ga4Url(env) : parseWebhookUrl(env.CONVERSION_WEBHOOK_URL ?? "", "CONVERSION_WEBHOOK_URL");
    if (protocol === "http:" && place !== "local") {
      const setting = isGa4 ? "GA4_COLLECT_URL" : "CONVERSION_WEBHOOK_URL";
      findings.push(problem("Conversions", `${setting} does not use https, so conversions and secrets are sent unencrypted.`, "Write https://, or use a receiver that supports it."));
    } else if (!sendTest) {
      findings.push(ok("Conversions", `Confirmed bookings are sent to ${host}. This was not tested; --send-test sends a test conversion${isGa4 ? " to Google's validation, which counts nothing" : ""}.`));
    } else if (isGa4) {
      findings.push(await validatedByGoogle(env, timeLimitMs));
    } else {
      const outcome = await receiver.send(TEST_CONVERSION, new Date());
      findings.push(outcome.is === "done" ? ok("Conversions", `${host} accepted a test conversion of the event "doctor", signed.`) : problem("Conversions", `The receiver did not accept a test conversion. ${outcome.why}.`, "Check the receiver, and that CONVERSION_WEBHOOK_URL is its whole address."));
    }
  }
  return findings;
}

/** Google's validation checks a body, and neither the secret nor whether the stream exists. */
async function validatedByGoogle(env: Setup["env"], timeLimitMs = 10_000): Promise<Finding> {
  const url = ga4Url(env, true);
  try {
    const answer = await fetch(url, { method: "POST", body: ga4Body(TEST_CONVERSION), redirect: "manual", signal: AbortSignal.timeout(timeLimitMs) });
    const { validationMessages = [] } = (await answer.json()) as { validationMessages?: readonly { description?: string }[] };
    const [first] = validationMessages;
    if (first) return problem("Conversions", `Google Analytics would not accept a conversion: ${first.description ?? "no reason was given"}.`, "Check GA4_MEASUREMENT_ID.");
    return ok("Conversions", `${url.host} would accept a conversion. It does not say whether GA4_API_SECRET is right: make a test booking and look at the Realtime report.`);
  } catch (error) {
    return problem("Conversions", `${url.host} did not validate a test conversion: ${error instanceof Error ? error.message : "unknown error"}.`, "Check GA4_COLLECT_URL and the network.");
  }
}

const TEST_MESSAGE: FormMessage = { id: "0".repeat(32), form: "doctor", heading: "Test message of npm run doctor", page: "/", language: "en", at: new Date().toISOString(), fields: [{ name: "message", label: "Message", value: TEST_TEXT }] };

/** The receivers of the messages of forms; without one, a warning if the site has a form. */
async function formFindings({ env, place, root, sendTest, timeLimitMs }: Setup): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => /^(?:FORM|RESEND|POSTMARK)_/.test(name)))) return [skipped("Forms", "Skipped because of the problem under Settings.")];
  const receivers = formReceivers(env, { ...(timeLimitMs !== undefined && { timeLimitMs }) });
  if (receivers.length === 0) {
    const pages = (await readContent(root)).filter(({ kind, data }) => kind === "page" && hasForm(data));
    if (pages.length === 0) return [];
    const says = `${pages.map(({ path }) => path).join(", ")}: the messages of the form are kept at /admin/forms, and you are not notified.`;
    return [place !== "production" ? ok("Forms", says) : warning("Forms", says, "Set FORM_WEBHOOK_URL and FORM_WEBHOOK_SECRET, or FORM_EMAIL_TO, FORM_EMAIL_FROM and a key of Resend or Postmark: see docs/forms.md.")];
  }
  return Promise.all(receivers.map(async (receiver) => {
    const to = receiver.name === "email" ? `${env.RESEND_API_KEY ? "Resend" : "Postmark"}, for ${env.FORM_EMAIL_TO ?? ""}` : parseWebhookUrl(env.FORM_WEBHOOK_URL ?? "", "FORM_WEBHOOK_URL").host;
    if (!sendTest) return ok("Forms", `The messages of forms are sent to ${to}. This was not tested; --send-test sends a test message.`);
    const outcome = await receiver.send(TEST_MESSAGE, new Date());
    return outcome.is === "done" ? ok("Forms", `A test message was accepted by ${to}.`) : problem("Forms", `A test message was not accepted. ${outcome.why}.`, receiver.name === "email" ? "Check the key, and that the provider has verified the address in FORM_EMAIL_FROM." : "Check the receiver, and that FORM_WEBHOOK_URL is its whole address.");
  }));
}

function hasForm(data: unknown): boolean {
  const sections = (data as { sections?: unknown } | null | undefined)?.sections;
  return Array.isArray(sections) && sections.some((section: unknown) => (section as { type?: unknown } | null)?.type === "form");
}

function webhookSecretFinding({ env, place }: Setup): Finding {
  if (env.CAL_WEBHOOK_SECRET) return ok("Cal's webhook", "Its secret is set. npm run doctor -- URL checks that the site has the same one.");
  const says = "CAL_WEBHOOK_SECRET is not set. Bookings that the visitor's browser does not see are not counted.";
  return place === "production" ? warning("Cal's webhook", says, "Create a webhook in Cal (Settings › Developer › Webhooks) for /api/cal-webhook, and set CAL_WEBHOOK_SECRET to its secret.") : skipped("Cal's webhook", says);
}
