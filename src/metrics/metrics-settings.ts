import { parseWebhookUrl } from "../host/http/signed-post.ts";
import { checkBearerToken, minLength, type SettingList } from "../host/settings/setting.ts";
import { checkedSender, parseRecipients } from "../host/messages/mail-addresses.ts";
import { checkMeasurementId } from "./conversions/receivers.ts";
import { checkedRate } from "./ingest/rate-limit.ts";
import { checkedZone } from "./statistics/time-zone.ts";

export const metricsSettings = {
  METRICS_RATE_PER_MINUTE: {
    purpose: "the number of samples that one address may send per minute",
    example: "120",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedRate(value),
  },
  TIME_ZONE: {
    purpose: "the time zone in which the days of the statistics begin; UTC if not set",
    example: "Europe/Berlin",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedZone(value),
  },
  CAL_WEBHOOK_SECRET: {
    purpose: "the secret of the Cal webhook that reports bookings to /api/cal-webhook",
    example: "Zr4bWq9LfXc1TgAe",
    readBy: "server",
    isSecret: true,
    check: minLength("CAL_WEBHOOK_SECRET", 16),
  },
  ALERT_WEBHOOK_URL: {
    purpose: "the webhook that receives alerts",
    example: "https://hooks.slack.com/services/…",
    readBy: "server",
    isSecret: true,
    check: (value) => void parseWebhookUrl(value),
  },
  ALERT_WEBHOOK_SECRET: {
    purpose: "the key that signs alerts; without it, METRICS_TOKEN signs them",
    example: "Hn6uPy3DvRk8BsMz",
    readBy: "server",
    isSecret: true,
    check: minLength("ALERT_WEBHOOK_SECRET", 16),
  },
  ALERT_TO: {
    purpose: "the addresses that get alerts by mail, separated by commas",
    example: "anna@example.com, ben@example.com",
    readBy: "server",
    isSecret: false,
    check: (value) => void parseRecipients("ALERT_TO", value),
  },
  DIGEST_TO: {
    purpose: "the addresses that get the weekly digest by mail, separated by commas",
    example: "anna@example.com, ben@example.com",
    readBy: "server",
    isSecret: false,
    check: (value) => void parseRecipients("DIGEST_TO", value),
  },
  DIGEST_FROM: {
    purpose: "the sender of digest and alerts, at a domain that the mail provider has verified",
    example: "Readyslot <digest@example.com>",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedSender("DIGEST_FROM", value),
  },
  SLACK_WEBHOOK_URL: {
    purpose: "the Slack incoming webhook that receives the weekly digest",
    example: "https://hooks.slack.com/services/…",
    readBy: "server",
    isSecret: true,
    check: (value) => void parseWebhookUrl(value, "SLACK_WEBHOOK_URL"),
  },
  GA4_MEASUREMENT_ID: {
    purpose: "the Google Analytics stream that receives each confirmed booking from the server",
    example: "G-1A2B3C4D5E",
    readBy: "server",
    isSecret: false,
    check: checkMeasurementId,
  },
  GA4_API_SECRET: {
    purpose: "the stream's secret for the Measurement Protocol (Admin › Data streams › Measurement Protocol API secrets)",
    example: "pVq8xKcT3fWbY6nRmZ2dJg",
    readBy: "server",
    isSecret: true,
    check: (value) => checkBearerToken("GA4_API_SECRET", value, "Copy it again from Google Analytics."),
  },
  GA4_COLLECT_URL: {
    purpose: "the address of the Measurement Protocol, if not Google's own",
    example: "https://region1.google-analytics.com/mp/collect",
    readBy: "server",
    isSecret: false,
    check: (value) => void parseWebhookUrl(value, "GA4_COLLECT_URL", "https://region1.google-analytics.com/mp/collect"),
  },
  CONVERSION_WEBHOOK_URL: {
    purpose: "the webhook that receives each confirmed booking as a conversion",
    example: "https://crm.example.com/hooks/…",
    readBy: "server",
    isSecret: true,
    check: (value) => void parseWebhookUrl(value, "CONVERSION_WEBHOOK_URL", "https://crm.example.com/hooks/…"),
  },
  CONVERSION_WEBHOOK_SECRET: {
    purpose: "the key that signs the conversions",
    example: "Tc5wXj2GsFq9LhVb",
    readBy: "server",
    isSecret: true,
    check: minLength("CONVERSION_WEBHOOK_SECRET", 16),
  },
} satisfies SettingList;
