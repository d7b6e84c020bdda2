import { afterEach, describe, expect, it, vi } from "vitest";
import { adminLanguage, noticeLanguage } from "../../../../src/host/words/admin-language.ts";
import { checkedLanguage } from "../../../../src/host/words/words-settings.ts";

const ask = (accepted: string | null, site = "en-GB", ADMIN_LANGUAGE?: string) => adminLanguage({ ADMIN_LANGUAGE }, { accepted, site });

afterEach(() => vi.restoreAllMocks());

describe("the language of the admin pages", () => {
  it.each([
    ["de", "de"],
    ["de-AT,de;q=0.9,en;q=0.8", "de"],
    ["en-US,en;q=0.9,de;q=0.8", "en"],
    ["fr-FR,fr;q=0.9,de;q=0.5,en;q=0.3", "de"],
    ["DE-ch", "de"],
    ["en;q=0.1,de;q=0.2", "de"],
  ])("is the browser's first choice among those with a catalogue: %s", (accepted, language) => {
    expect([ask(accepted), ask(accepted, "de")]).toEqual([language, language]);
  });

  it.each([null, "", "*", "fr,es;q=0.5", "de;q=0,en;q=0", ";;;q=,", "\u0000"])("is the site's if the browser names none: %j", (accepted) => {
    expect([ask(accepted, "de-AT"), ask(accepted, "en-GB"), ask(accepted, "fr")]).toEqual(["de", "en", "en"]);
  });

  it("is the setting's, whatever the browser wants", () => {
    expect([ask("en", "en", "de"), ask("de", "de", "en"), ask(null, "fr", " de ")]).toEqual(["de", "en", "de"]);
  });

  it("with a setting that has no catalogue is the browser's, after a warning", () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(ask("de", "en", "fr")).toBe("de");
    expect(warned.mock.calls.flat().join()).toContain('ADMIN_LANGUAGE is "fr". Write one of "en", "de", or remove it');
  });
});

describe("the language of notices", () => {
  it.each([
    [undefined, "de-CH", "de"],
    [undefined, "en-GB", "en"],
    [undefined, "ar", "en"],
    ["de", "en-GB", "de"],
    ["en", "de", "en"],
  ])("with the setting %j on a site in %s is %s", (ADMIN_LANGUAGE, site, language) => expect(noticeLanguage({ ADMIN_LANGUAGE }, site)).toBe(language));
});

it.each(["DE", "deutsch", "de-DE", ""])("the setting %j is refused with the languages that there are", (text) => {
  expect(() => checkedLanguage(text)).toThrow(/^ADMIN_LANGUAGE is .*"en", "de"/);
});
