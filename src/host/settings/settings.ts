/**
 * Every setting there is, in one place: what it is for, who reads it, what it looks like. The build's
 * `astro:env` schema, the checks at its beginning and at every start, the doctor and the tests of the
 * documents are made from it. How a value is read is the concern of the room that uses it: the list
 * calls its parser, so that no rule stands twice.
 */
import { parseEmbedUrl } from "../../booking/server/embed-url.ts";
import { calSettings, sitePort } from "../../booking/cal-settings.ts";
import { parseWebhookUrl } from "../../metrics/alerts/alert-webhook.ts";
import { checkedRate } from "../../metrics/ingest/rate-limit.ts";
import { adminSecret } from "../auth/admin-secret.ts";
import { checkBearerToken } from "../auth/bearer-token.ts";
import type { ServerSetting } from "./environment.ts";
import { AFTER_INTERACTION, hostStatistics } from "../analytics/host-statistics.ts";
import { checkKvUrl } from "../kv/kv-url.ts";
import { listeningHost } from "../http/listening-host.ts";
import { checkSentryDsn } from "../errors/sentry-dsn.ts";
import { parseTrustProxy } from "../http/trust-proxy.ts";
import { siteAddress } from "../../site/seo/site-address.ts";

export interface Setting {
  readonly name: string;
  /** What it is for: a phrase for whoever sets it. */
  readonly purpose: string;
  /** A value that would be right. */
  readonly example: string;
  /** "both": by the build, and by the server at run time. "laptop": by npm start, serve and dev alone. */
  readonly readBy: "build" | "server" | "both" | "laptop";
  /** Nothing of its value is ever shown. */
  readonly isSecret: boolean;
  /** Which deployments cannot do without it: all on Vercel, or the public one. */
  readonly neededOn?: "vercel" | "production";
  /** The one that can be set in its place. */
  readonly insteadOf?: string;
  /**
   * Reads the value, which is not empty and has no blanks around it.
   *
   * @throws {Error} that says what is wrong and what to write; of a secret it repeats nothing.
   */
  check?(value: string): void;
}

type BuildSetting =
  | "PUBLIC_CAL_LINK"
  | "PUBLIC_CAL_ORIGIN"
  | "PUBLIC_CAL_SITE"
  | "PUBLIC_CAL_ROLLOUT"
  | "PUBLIC_ANALYTICS"
  | "PUBLIC_SPEED_INSIGHTS"
  | "SENTRY_AUTH_TOKEN"
  | "SENTRY_ORG"
  | "SENTRY_PROJECT"
  | "SENTRY_URL";

type SettingName = BuildSetting | ServerSetting | "PORT" | "HOST" | "TRUST_PROXY";
type Described = Omit<Setting, "name">;

/** An object and not an array, so that a name which environment.ts reads and this leaves out does not compile. */
const DESCRIBED: Record<SettingName, Described> = {
  PUBLIC_CAL_LINK: {
    purpose: "your Cal.com event, which the booking buttons open",
    example: "you/30min",
    readBy: "build",
    isSecret: false,
    neededOn: "vercel",
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: value }),
  },
  PUBLIC_CAL_ORIGIN: {
    purpose: "of a self-hosted Cal: where its embed comes from",
    example: "https://app.cal.com",
    readBy: "build",
    isSecret: false,
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_ORIGIN: value }),
  },
  PUBLIC_CAL_SITE: {
    purpose: "of a self-hosted Cal: where people see the booking page",
    example: "https://cal.com",
    readBy: "build",
    isSecret: false,
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_SITE: value }),
  },
  PUBLIC_CAL_ROLLOUT: {
    purpose: "the share of visitors, in %, who get the calendar the fast way",
    example: "100",
    readBy: "build",
    isSecret: false,
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_ROLLOUT: value }),
  },
  PUBLIC_ANALYTICS: {
    purpose: "Vercel's Web Analytics, of visitors who went for the calendar",
    example: AFTER_INTERACTION,
    readBy: "build",
    isSecret: false,
    check: (value) => void hostStatistics({ PUBLIC_ANALYTICS: value }),
  },
  PUBLIC_SPEED_INSIGHTS: {
    purpose: "Vercel's Speed Insights, of visitors who went for the calendar",
    example: AFTER_INTERACTION,
    readBy: "build",
    isSecret: false,
    check: (value) => void hostStatistics({ PUBLIC_SPEED_INSIGHTS: value }),
  },
  CAL_EMBED_URL: {
    purpose: "where the server fetches Cal's embed script, if not from PUBLIC_CAL_ORIGIN",
    example: "https://app.cal.com/embed/embed.js",
    readBy: "server",
    isSecret: false,
    check: (value) => void parseEmbedUrl(value),
  },
  SITE_URL: {
    purpose: "the site's own address, for canonical links, the sitemap, the feed, shared links and alerts",
    example: "https://example.com",
    readBy: "both",
    isSecret: false,
    check: (value) => void siteAddress({ SITE_URL: value }),
  },
  PORT: {
    purpose: "where npm start, serve and dev listen; the demo calendar takes the next one",
    example: "4321",
    readBy: "laptop",
    isSecret: false,
    check: (value) => void sitePort({ PORT: value }),
  },
  HOST: {
    purpose: "the address at which npm start, serve and dev listen; the demo calendar stays at 127.0.0.1",
    example: "0.0.0.0",
    readBy: "laptop",
    isSecret: false,
    check: (value) => void listeningHost({ HOST: value }),
  },
  TRUST_PROXY: {
    purpose: "for npm start and serve behind proxies: how many there are in a row, or their addresses. The visitor's address, and https, are then taken from X-Forwarded-For and X-Forwarded-Proto",
    example: "1",
    readBy: "laptop",
    isSecret: false,
    check: (value) => void parseTrustProxy(value),
  },
  DATA_DIR: {
    purpose: "the folder of the embedded store and of the admin's password, where there is no Vercel KV",
    example: ".data",
    readBy: "server",
    isSecret: false,
  },
  KV_REST_API_URL: {
    purpose: "the address of Vercel KV, where the numbers are kept",
    example: "https://eu1-example-12345.upstash.io",
    readBy: "server",
    isSecret: false,
    neededOn: "production",
    check: checkKvUrl,
  },
  KV_REST_API_TOKEN: {
    purpose: "the token of Vercel KV that may write",
    example: "AYNgASQgN2ZiY2E3",
    readBy: "server",
    isSecret: true,
    neededOn: "production",
    check: (value) => checkBearerToken("KV_REST_API_TOKEN", value, "Copy it again from the database's page at Vercel."),
  },
  ADMIN_PASSWORD: {
    purpose: "opens /admin/metrics",
    example: "correct horse battery staple",
    readBy: "server",
    isSecret: true,
    neededOn: "production",
    insteadOf: "ADMIN_PASSWORD_HASH",
    check: leastLength("ADMIN_PASSWORD", 8),
  },
  ADMIN_PASSWORD_HASH: {
    purpose: "instead of the password, what npm run hash-password prints",
    example: "scrypt:32768:8:3:c2FsdA…:aGFzaA…",
    readBy: "server",
    isSecret: true,
    check(value) {
      const secret = adminSecret({ ADMIN_PASSWORD_HASH: value });
      if (secret && "problem" in secret) throw new TypeError(secret.problem);
    },
  },
  METRICS_TOKEN: {
    purpose: "lets a program read GET /api/cal-metrics",
    example: "kT8sVx0Qm2hYJd5n",
    readBy: "server",
    isSecret: true,
    check: (value) => checkMadeToken("METRICS_TOKEN", value),
  },
  METRICS_RATE_PER_MINUTE: {
    purpose: "how many samples one address may post in a minute",
    example: "120",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedRate(value),
  },
  CAL_WEBHOOK_SECRET: {
    purpose: "counts the bookings that Cal's own webhook reports to /api/cal-webhook",
    example: "Zr4bWq9LfXc1TgAe",
    readBy: "server",
    isSecret: true,
    check: leastLength("CAL_WEBHOOK_SECRET", 16),
  },
  CRON_SECRET: {
    purpose: "what Vercel shows when its clock calls /api/cron; without it no alert comes of silence, and nothing old is dropped",
    example: "Wm5tKe8RzQp2XbNj",
    readBy: "server",
    isSecret: true,
    neededOn: "production",
    check: (value) => checkMadeToken("CRON_SECRET", value),
  },
  ALERT_WEBHOOK_URL: {
    purpose: "where alerts go",
    example: "https://hooks.slack.com/services/…",
    readBy: "server",
    isSecret: true,
    check: (value) => void parseWebhookUrl(value),
  },
  ALERT_WEBHOOK_SECRET: {
    purpose: "the key that signs alerts, if it is not to be METRICS_TOKEN",
    example: "Hn6uPy3DvRk8BsMz",
    readBy: "server",
    isSecret: true,
    check: leastLength("ALERT_WEBHOOK_SECRET", 16),
  },
  SENTRY_DSN: {
    purpose: "errors and alerts go to this project at Sentry",
    example: "https://key@o1.ingest.sentry.io/2",
    readBy: "both",
    isSecret: true,
    check: checkSentryDsn,
  },
  SENTRY_AUTH_TOKEN: {
    purpose: "lets the build upload its source maps to Sentry",
    example: "sntrys_eyJpYXQiOjE3",
    readBy: "build",
    isSecret: true,
    check: (value) => checkBearerToken("SENTRY_AUTH_TOKEN", value, "Copy it again from Sentry, Settings › Auth Tokens."),
  },
  SENTRY_ORG: { purpose: "whose source maps they are, at Sentry", example: "studio", readBy: "build", isSecret: false },
  SENTRY_PROJECT: { purpose: "of which project, at Sentry", example: "website", readBy: "build", isSecret: false },
  SENTRY_URL: {
    purpose: "a Sentry of one's own",
    example: "https://sentry.io/",
    readBy: "build",
    isSecret: false,
    check(value) {
      if (!URL.canParse(value)) throw new TypeError(`SENTRY_URL is "${value}". Write a whole address, for example "https://sentry.io/".`);
    },
  },
};

export const SETTINGS: readonly Setting[] = Object.entries(DESCRIBED).map(([name, described]) => ({ name, ...described }));

/**
 * For what is guarded by its being unguessable. A token is tried as often as the line allows: 16
 * characters of a generator are 95 bits. A password is tried a hundred times in 15 minutes (sign-in.ts),
 * and has NIST's least length for one that people make up (SP 800-63B, 5.1.1.1).
 */
function leastLength(name: string, least: number): (value: string) => void {
  return (value) => {
    if (value.length >= least) return;
    throw new TypeError(`${name} has ${value.length} characters. Use ${least} or more, for example those that "openssl rand -base64 24" prints.`);
  };
}

/** Of one that the operator makes and that programs send. */
function checkMadeToken(name: string, value: string): void {
  leastLength(name, 16)(value);
  checkBearerToken(name, value, 'Use those that "openssl rand -base64 24" prints.');
}
