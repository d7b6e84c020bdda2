import { parseWebhookUrl } from "../http/signed-post.ts";
import { checkedSender, parseRecipients } from "../messages/mail-addresses.ts";
import { checkBearerToken, minLength, type SettingList } from "../settings/setting.ts";
import { withDefault } from "../settings/with-default.ts";

export const formSettings = {
  FORM_WEBHOOK_URL: {
    purpose: "the webhook that receives the messages of the site's forms",
    example: "https://crm.example.com/hooks/forms",
    readBy: "server",
    isSecret: true,
    check: (value) => void parseWebhookUrl(value, "FORM_WEBHOOK_URL", "https://crm.example.com/hooks/forms"),
  },
  FORM_WEBHOOK_SECRET: {
    purpose: "the key that signs the messages of forms",
    example: "Vn4tKz8RmQe2WxPb",
    readBy: "server",
    isSecret: true,
    check: minLength("FORM_WEBHOOK_SECRET", 16),
  },
  FORM_EMAIL_TO: {
    purpose: "the e-mail addresses that receive the messages of the site's forms, separated by commas",
    example: "hello@example.com",
    readBy: "server",
    isSecret: false,
    check: (value) => void parseRecipients("FORM_EMAIL_TO", value),
  },
  FORM_EMAIL_FROM: {
    purpose: "the sender of these e-mails, an address that the e-mail provider has verified",
    example: "Website <website@example.com>",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedSender("FORM_EMAIL_FROM", value),
  },
  RESEND_API_KEY: {
    purpose: "the API key of Resend, which sends the e-mails",
    example: "re_4QxT8vKd_Lm2RfYbZp6WnHs3",
    readBy: "server",
    isSecret: true,
    check: (value) => checkBearerToken("RESEND_API_KEY", value, "Copy it again from Resend (API Keys)."),
  },
  POSTMARK_SERVER_TOKEN: {
    purpose: "the server token of Postmark, which sends the e-mails if there is no key of Resend",
    example: "3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b",
    readBy: "server",
    isSecret: true,
    check: (value) => checkBearerToken("POSTMARK_SERVER_TOKEN", value, "Copy it again from Postmark (Servers, API Tokens)."),
  },
  FORM_KEEP_DAYS: {
    purpose: "the days for which messages of forms are kept that no receiver has accepted; 30 if not set",
    example: "14",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedDays(value),
  },
} satisfies SettingList;

export interface FormEnv {
  readonly FORM_WEBHOOK_URL?: string | undefined;
  readonly FORM_WEBHOOK_SECRET?: string | undefined;
  readonly FORM_EMAIL_TO?: string | undefined;
  readonly FORM_EMAIL_FROM?: string | undefined;
  readonly RESEND_API_KEY?: string | undefined;
  readonly POSTMARK_SERVER_TOKEN?: string | undefined;
  readonly FORM_KEEP_DAYS?: string | undefined;
  /** Of the e-mails. */
  readonly ADMIN_LANGUAGE?: string | undefined;
}

export const DEFAULT_DAYS = 30;

/** How long an undelivered message is kept, in days. For a malformed setting it returns the default and warns once. */
export function keptDays({ FORM_KEEP_DAYS }: FormEnv): number {
  return withDefault(FORM_KEEP_DAYS, DEFAULT_DAYS, checkedDays);
}

/** @throws {TypeError} if the text is not a number of days. */
function checkedDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= 365) return days;
  throw new TypeError(`FORM_KEEP_DAYS is ${JSON.stringify(text)}. Write a whole number from 1 to 365, for example ${DEFAULT_DAYS}.`);
}
