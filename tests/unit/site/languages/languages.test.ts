import { describe, expect, test } from "vitest";
import { visitors as english } from "../../../../src/host/words/en/visitors.ts";
import { defineSite } from "../../../../src/site/config/site-config.ts";
import { addressOf } from "../../../../src/site/content-files/content-address.ts";
import { astroI18n, withMissingPages } from "../../../../src/site/languages/languages-build.ts";
import { englishName, entryId, folderAt, hasSeparateLetters, languageOf, nameOf } from "../../../../src/site/languages/languages.ts";
import { siteTexts, translatedEntries, translatedSite } from "../../../../src/site/languages/merged-texts.ts";
import { readyWords } from "../../../../src/site/languages/ready-words.ts";

const LANGUAGES = ["en", "de", "pt-BR"];

/** The placeholders in a text. */
const marks = (text: string | undefined) => (text?.match(/\{\w+\}/g) ?? []).toSorted();

describe("an address", () => {
  test.each([["/", ""], ["/pricing", ""], ["/de", "de"], ["/de/pricing", "de"], ["/deutsch", ""], ["/services/de", ""], ["/en/pricing", ""], ["/pt-br/a", "pt-br"], ["/DE", ""]])("%s is in the language %j", (path, folder) => {
    expect(folderAt(path, LANGUAGES)).toBe(folder);
    expect(folderAt(path, [])).toBe("");
    expect(folderAt(path, ["de"])).toBe("");
  });

  test.each([
    ["pages/de/index", "/de"],
    ["pages/de/services/audit", "/de/services/audit"],
    ["posts/de/first", "/de/posts/first"],
    ["posts/pt-br/a/index", "/pt-br/posts/a"],
    ["posts/en/first", "/posts/en/first"],
    ["posts/de", "/posts/de"],
  ])("of %s is %s", (name, path) => {
    expect(addressOf(name, LANGUAGES)).toBe(path);
  });

  test("names no language on a site in one", () => {
    expect(addressOf("posts/de/first")).toBe("/posts/de/first");
  });
});

test("a folder belongs to a language, and the default language has none", () => {
  expect(["", "de", "pt-br", "fr"].map((folder) => languageOf(folder, LANGUAGES))).toEqual(["en", "de", "pt-BR", undefined]);
  expect(entryId("", "why")).toBe("why");
  expect(entryId("de", "why")).toBe("de:why");
});

test("a language is named in itself, and for editors in English", () => {
  expect(["en", "de", "fr", "ar", "pt-BR"].map(nameOf)).toEqual(["English", "Deutsch", "Français", "العربية", expect.stringMatching(/^Português/)]);
  expect(englishName("de")).toBe("German");
});

test("letters are set closer only where they stand apart", () => {
  expect(["en", "de", "ru", "el", "vi"].map(hasSeparateLetters)).toEqual([true, true, true, true, true]);
  expect(["ar", "fa", "ur", "ckb", "he", "hi", "th", "ja"].map(hasSeparateLetters)).toEqual(Array.from({ length: 8 }, () => false));
});

describe("the configuration", () => {
  test("has no languages by default, and Astro's own is then left alone", () => {
    expect(defineSite({}).languages).toEqual([]);
    expect([astroI18n([]), astroI18n(["en"])]).toEqual([undefined, undefined]);
  });

  test("is passed on to Astro, without its routing", () => {
    expect(astroI18n(LANGUAGES)).toEqual({ locales: ["en", "de", { path: "pt-br", codes: ["pt-BR"] }], defaultLocale: "en", routing: "manual" });
  });

  test.each([[["English"], "Expected a language"], [["en", "de", "de"], "Expected each language once."], [["en", "api"], "in use by the site itself"]])("%j is refused", (languages, message) => {
    expect(() => defineSite({ languages })).toThrow(message);
  });
});

test("the page for missing addresses of a language comes in front of the one for all others", () => {
  const other = { src: "^/_render(?:/.*)?$", dest: "/404.html", status: 404 };
  const last = { src: "/.*", dest: "/404.html", status: 404 };
  const routes = withMissingPages([other, { handle: "filesystem" }, last], ["de"]);
  expect(routes).toEqual([other, { handle: "filesystem" }, { src: "^/de(?:/.*)?$", dest: "/de/404.html", status: 404 }, last]);
});

describe("texts", () => {
  const SITE = {
    name: "Lapwing",
    language: "en-GB",
    tagline: "Fast sites.",
    booking: { title: "An audit", events: ["studio/30min", { link: "studio/15min", title: "A call", after: "/thanks" }], dialog: { ready: "Ready" } },
    words: { skip: "Skip it" },
  };

  test("that site.yaml leaves out are the engine's own in its language, whatever its region", () => {
    expect(siteTexts(SITE)).toMatchObject({ words: { skip: "Skip it", home: english.words.home }, notFound: english.notFound });
    expect(siteTexts({ ...SITE, language: "de-CH" })).toMatchObject({ words: { skip: "Skip it", home: "Startseite" } });
    expect(siteTexts({ ...SITE, language: "fi" })).toEqual({ ...SITE, language: "fi" });
  });

  test("of another language are its own, then the engine's, then those of the default language", () => {
    const german = translatedSite(SITE, { language: "de", data: { tagline: "Schnelle Websites.", booking: { events: [{ link: "studio/15min", title: "Ein Gespräch" }, { link: "studio/de" }] } } });
    expect(german).toMatchObject({ name: "Lapwing", language: "de", tagline: "Schnelle Websites.", words: { skip: "Zum Inhalt" }, booking: { title: "An audit", dialog: { ready: "Ready", close: "Schließen" } } });
    expect((german.booking as typeof SITE.booking).events).toEqual([{ link: "studio/30min" }, { link: "studio/15min", title: "Ein Gespräch", after: "/thanks" }, { link: "studio/de" }]);
    expect(translatedSite(SITE, { language: "fi", data: {} })).toMatchObject({ language: "fi", words: { skip: "Skip it", home: "Home" } });
    expect(translatedSite(SITE, { language: "de", data: { language: "de-AT" } })).toMatchObject({ language: "de-AT" });
  });

  test("of a list are merged entry by entry, and an empty field is none", () => {
    expect(translatedEntries({ mara: { name: "Mara", role: "Founder" }, tom: { name: "Tom" } }, { mara: { role: "Gründerin" }, tom: null, neu: { name: "Neu" } })).toEqual({
      mara: { name: "Mara", role: "Gründerin" },
      tom: { name: "Tom" },
      neu: { name: "Neu" },
    });
  });

  /** The texts of a language by their paths. */
  const paths = (value: object, path = ""): [string, string][] => Object.entries(value).flatMap(([key, one]: [string, unknown]) => (typeof one === "string" ? [[`${path}${key}`, one]] : paths(one as object, `${path}${key}.`)));

  test.each(["ar", "de", "es", "fr", "it", "nl", "pt"])("of the engine in %s have the placeholders of the English ones, and are translated", (language) => {
    const texts = new Map(paths(readyWords(language) ?? {}));
    expect(paths(english).filter(([path, text]) => marks(texts.get(path)).join() !== marks(text).join())).toEqual([]);
    expect(paths(english).filter(([path, text]) => texts.get(path) === text && path !== "words.home")).toEqual([]);
  });
});
