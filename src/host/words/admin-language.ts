import Negotiator from "negotiator";
import { withDefault } from "../settings/with-default.ts";
import { checkedLanguage } from "./words-settings.ts";
import { LANGUAGES, type Language } from "./words.ts";

export interface LanguageEnv {
  readonly ADMIN_LANGUAGE?: string | undefined;
}

/**
 * The language of the admin pages: ADMIN_LANGUAGE, else the browser's first choice among the languages that have a catalogue,
 * else the site's language, else English.
 *
 * @param accepted the Accept-Language header.
 * @param site the site's language, e.g. "de-AT".
 */
export function adminLanguage(env: LanguageEnv, { accepted, site }: { readonly accepted: string | null; readonly site: string }): Language {
  const otherwise = noticeLanguage(env, site);
  if (chosen(env) !== undefined) return otherwise;
  // Without the header, and for "*", the first of the list.
  const preferred = new Negotiator({ headers: { "accept-language": accepted ?? undefined } }).languages([otherwise, ...LANGUAGES.filter((one) => one !== otherwise)]);
  return languageOf(preferred[0] ?? "") ?? otherwise;
}

/** The language of what is sent to an admin, who has no browser then: ADMIN_LANGUAGE, else the site's language if it has a catalogue, else English. */
export function noticeLanguage(env: LanguageEnv, site: string): Language {
  return chosen(env) ?? languageOf(site) ?? "en";
}

/** As the warning about a setting that is not valid names it. */
const BROWSERS = "the browser's language";

function chosen({ ADMIN_LANGUAGE }: LanguageEnv): Language | undefined {
  const language = withDefault<Language | typeof BROWSERS>(ADMIN_LANGUAGE, BROWSERS, checkedLanguage);
  return language === BROWSERS ? undefined : language;
}

/** "de" for "de-AT"; undefined for a language without a catalogue. */
function languageOf(tag: string): Language | undefined {
  const primary = tag.split("-")[0]?.toLowerCase();
  return LANGUAGES.find((one) => one === primary);
}
