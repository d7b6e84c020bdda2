import { minLength, type SettingList } from "../host/settings/setting.ts";
import { parseWebhookUrl } from "./alerts/alert-webhook.ts";
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
} satisfies SettingList;
