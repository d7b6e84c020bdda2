import type { SettingList } from "../settings/setting.ts";
import { checkedLanguage } from "./admin-language.ts";

export const wordsSettings = {
  ADMIN_LANGUAGE: {
    purpose: "the language of the admin pages and of alerts, en or de; if not set, that of the browser, and for alerts that of the site",
    example: "de",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedLanguage(value),
  },
} satisfies SettingList;
