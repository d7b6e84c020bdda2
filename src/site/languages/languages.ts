/**
 * The languages of the site, as src/site.config.ts lists them: the default language first. With none or one, the site
 * has one language, and no address names it.
 */
export type Languages = readonly string[];

/** The folder of a language, with which the addresses of its pages begin: "pt-br". The default language has neither. */
export function folderOf(language: string): string {
  return language.toLowerCase();
}

/** The folders of all languages but the default one. */
export function otherFolders(languages: Languages): string[] {
  return languages.slice(1).map(folderOf);
}

/** The folder of the language that an address is in: "de" for "/de/pricing"; "" for the default language. */
export function folderAt(path: string, languages: Languages): string {
  const [, first = ""] = path.split("/");
  return otherFolders(languages).includes(first) ? first : "";
}

/** The language of a folder, as it is configured; "" is the folder of the default language. Undefined on a site in one language. */
export function languageOf(folder: string, languages: Languages): string | undefined {
  return folder === "" ? languages[0] : languages.find((language, i) => i > 0 && folderOf(language) === folder);
}

/** The id of a text in its collection: "why-free", and "de:why-free" for its German version. */
export function entryId(folder: string, name: string): string {
  return folder ? `${folder}:${name}` : name;
}

/** The name of a language in that language: "Deutsch", "Français". */
export function nameOf(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language", languageDisplay: "standard" }).of(language) ?? language;
  const [first = "", ...rest] = name;
  return first.toLocaleUpperCase(language) + rest.join("");
}

/** The name of a language in English, for messages to editors: "German". */
export function englishName(language: string): string {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(language) ?? language;
}

/** Whether the letters of a language stand apart, so that a design may set them closer: Latin, Cyrillic, Greek. Arabic letters are joined. */
export function hasSeparateLetters(language: string): boolean {
  return ["Latn", "Cyrl", "Grek"].includes(new Intl.Locale(language).maximize().script ?? "Latn");
}
