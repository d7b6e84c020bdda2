import type { SettingList } from "../settings/setting.ts";
import { LANGUAGES, type Language } from "./words.ts";

export const wordsSettings = {
  ADMIN_LANGUAGE: {
    purpose: "the language of the admin pages and of alerts, en or de; if not set, that of the browser, and for alerts that of the site",
    example: "de",
    readBy: "server",
    isSecret: false,
    check: (value) => void checkedLanguage(value),
  },
} satisfies SettingList;

/** @throws {TypeError} if there is no catalogue of this language. */
export function checkedLanguage(text: string): Language {
  const language = LANGUAGES.find((one) => one === text);
  if (language !== undefined) return language;
  throw new TypeError(`ADMIN_LANGUAGE is ${JSON.stringify(text)}. Write one of ${LANGUAGES.map((one) => `"${one}"`).join(", ")}, or remove it to follow the browser's language.`);
}
