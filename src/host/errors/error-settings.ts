import { checkBearerToken, type SettingList } from "../settings/setting.ts";

export const errorSettings = {
  SENTRY_DSN: {
    purpose: "the Sentry project that receives errors and alerts",
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
  SENTRY_ORG: { purpose: "the Sentry organization that receives the source maps", example: "studio", readBy: "build", isSecret: false },
  SENTRY_PROJECT: { purpose: "the Sentry project that receives the source maps", example: "website", readBy: "build", isSecret: false },
  SENTRY_URL: {
    purpose: "the address of a self-hosted Sentry",
    example: "https://sentry.io/",
    readBy: "build",
    isSecret: false,
    check(value) {
      if (!URL.canParse(value)) throw new TypeError(`SENTRY_URL is "${value}". Write a whole address, for example "https://sentry.io/".`);
    },
  },
} satisfies SettingList;

/**
 * Checks a DSN before the client of @sentry/astro sees it: it would print one that it cannot parse.
 *
 * @throws {TypeError} if the DSN is malformed. It is a secret and not repeated.
 */
export function checkSentryDsn(dsn: string): void {
  if (/^https?:\/\/\w+(:\w+)?@[^/]+\/(.+\/)?\d+$/.test(dsn)) return;
  throw new TypeError('SENTRY_DSN is malformed. Copy it from Sentry, Settings › Projects › Client Keys, for example "https://key@o1.ingest.sentry.io/2".');
}
