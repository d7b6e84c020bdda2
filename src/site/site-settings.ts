import type { SettingList } from "../host/settings/setting.ts";
import { siteAddress } from "./seo/site-address.ts";

export const siteSettings = {
  SITE_URL: {
    purpose: "the site's public address, used in canonical links, the sitemap, the feed, shared links and alerts",
    example: "https://example.com",
    readBy: "both",
    isSecret: false,
    check: (value) => void siteAddress({ SITE_URL: value }),
  },
} satisfies SettingList;
