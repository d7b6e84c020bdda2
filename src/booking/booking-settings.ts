import { checkBearerToken, type SettingList } from "../host/settings/setting.ts";
import { parseCalApiUrl } from "./cal-api.ts";
import { calSettings } from "./cal-settings.ts";
import { consentMode } from "./consent-mode.ts";
import { parseEmbedUrl } from "./server/embed-url.ts";
import { variantShares } from "./variant-shares.ts";

export const bookingSettings = {
  PUBLIC_CAL_LINK: {
    purpose: "the Cal.com event that the booking buttons open",
    example: "you/30min",
    readBy: "build",
    isSecret: false,
    neededOn: "vercel",
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: value }),
  },
  PUBLIC_CAL_ORIGIN: {
    purpose: "the origin of a self-hosted Cal's embed",
    example: "https://app.cal.com",
    readBy: "build",
    isSecret: false,
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_ORIGIN: value }),
  },
  PUBLIC_CAL_SITE: {
    purpose: "the origin of a self-hosted Cal's booking pages",
    example: "https://cal.com",
    readBy: "build",
    isSecret: false,
    check: (value) => void calSettings({ PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_SITE: value }),
  },
  PUBLIC_CAL_VARIANTS: {
    purpose: "the percentage of visitors for each variant; without it, PUBLIC_CAL_ROLLOUT counts",
    example: "instant=80 optimized=10 baseline=10",
    readBy: "build",
    isSecret: false,
    check: (value) => void variantShares({ PUBLIC_CAL_VARIANTS: value }),
  },
  PUBLIC_CAL_ROLLOUT: {
    purpose: "the percentage of visitors who get the free times at once; the others get the usual embed",
    example: "100",
    readBy: "build",
    isSecret: false,
    check: (value) => void variantShares({ PUBLIC_CAL_ROLLOUT: value }),
  },
  CONSENT: {
    purpose: "asks visitors before the calendar loads (calendar), or also before measuring (all)",
    example: "calendar",
    readBy: "build",
    isSecret: false,
    check: (value) => void consentMode({ CONSENT: value }),
  },
  CAL_EMBED_URL: {
    purpose: "the URL of Cal's embed script for the server, if it is not on PUBLIC_CAL_ORIGIN",
    example: "https://app.cal.com/embed/embed.js",
    readBy: "server",
    isSecret: false,
    check: (value) => void parseEmbedUrl(value),
  },
  CAL_API_URL: {
    purpose: "the address of Cal's API, from which the free times come; off shows none",
    example: "https://api.cal.com",
    readBy: "both",
    isSecret: false,
    check: (value) => void parseCalApiUrl(value),
  },
  CAL_API_KEY: {
    purpose: "a key of Cal's API, so that other servers at the same address do not use up the limit of requests",
    example: "cal_live_0123456789abcdef",
    readBy: "server",
    isSecret: true,
    check: checkCalApiKey,
  },
} satisfies SettingList;

/** @throws {TypeError} that repeats nothing of the value. */
export function checkCalApiKey(key: string): void {
  checkBearerToken("CAL_API_KEY", key, "Copy it again from Cal, Settings › Developer › API keys, or create a new one.");
}
