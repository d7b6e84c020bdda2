/** The catalogues of all languages say the same: the same keys, the same placeholders, and no text left in English. */
import { describe, expect, it } from "vitest";
import { measureWordsIn } from "../../../../src/host/words/measure-words.ts";
import { ENGLISH, LANGUAGES, wordsIn } from "../../../../src/host/words/words.ts";

type Args = Record<string, unknown>;
type Text = string | ((args: never) => string);

/** Texts that are the same in German: names, units and loanwords. */
const SAME = new Set([
  "ltr", "CSV", "Name", "Link", "Slack", "Sentry", "JSON", "Browser", "Release", "Event", "Medium", "Frame", "embed.js", "Status", "Filter", "Median", "Phase", "n", "Viewport",
  "Largest Contentful Paint", "Interaction to Next Paint", "Time to First Byte", "Cumulative Layout Shift",
]);
/** Functions whose text is numbers, names and units only. */
const SAME_FUNCTIONS = /^(?:common\.n|trend\.point|view\.filterWith|keyNumbers\.relative|verdicts\.mattersMs|alerts\.(?:ms|share|errors|minute))$/;
/** Not sentences: they have positional arguments, and tests of their own. */
const OTHERS = /^(?:language$|formats\.|lower)/;

/** Function words that no German sentence has. */
const FUNCTION_WORDS = /\b(?:the|of|and|with|are|this|that|opening|openings|budget|times|click|records|failed|from the)\b/i;

const others = LANGUAGES.filter((language) => language !== "en");
const english = textsOf(ENGLISH);

describe.each(others)("the catalogue of %s", (language) => {
  const texts = textsOf(wordsIn(language));

  it("has the keys of the English one, and no others", () => {
    expect([...texts.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    expect([...texts].filter(([key, text]) => typeof text !== typeof english.get(key))).toEqual([]);
  });

  it("names its language", () => expect(wordsIn(language).language).toBe(language));

  it("uses the placeholders of the English one", () => {
    const keys = [...texts.keys()].filter((key) => !OTHERS.test(key));
    const uses = (all: ReadonlyMap<string, Text>) => Object.fromEntries(keys.map((key) => [key, placeholdersOf(all.get(key) ?? "")]));
    expect(uses(texts)).toEqual(uses(english));
  });

  it("leaves no text in English", () => {
    const shown = [...texts].filter(([key]) => !OTHERS.test(key));
    const same = shown.filter(([key, text]) => sentences(text).some((one) => sentences(english.get(key) ?? "").includes(one) && /\p{L}{2}/u.test(one)));
    expect(same.filter(([key, text]) => !(typeof text === "string" ? SAME.has(text) : SAME_FUNCTIONS.test(key))).map(([key]) => key)).toEqual([]);
    expect(shown.flatMap(([key, text]) => sentences(text).filter((one) => FUNCTION_WORDS.test(one)).map((one) => ({ key, one })))).toEqual([]);
  });
});

it("the script of the measuring page has the words of every language, and English for any other", () => {
  expect(LANGUAGES.map((language) => measureWordsIn(language).measure.start)).toEqual(LANGUAGES.map((language) => wordsIn(language).measure.start));
  expect(measureWordsIn("fr")).toBe(measureWordsIn("en"));
});

describe("the sentences of German", () => {
  const { alerts, lowerLabel, lowerOutcome, signIn, verdicts } = wordsIn("de");

  it("agree with a number of one", () => {
    expect([1, 2].map((n) => alerts.openings({ n }))).toEqual(["1 Öffnung", "2 Öffnungen"]);
    expect([1, 240].map((n) => verdicts.notYet({ n }))).toEqual(["Noch kein Urteil: Es fehlen etwa 1 Öffnung.", "Noch kein Urteil: Es fehlen etwa 240 Öffnungen."]);
    expect(signIn.locked({ minutes: 1 })).toContain("in einer Minute");
  });

  it("keep the capitals of nouns", () => {
    expect([lowerLabel("device"), lowerOutcome("failed")]).toEqual(["Gerät", "fehlgeschlagen"]);
  });
});

/** Every text of a catalogue by its path, e.g. "cards.notes.precision". */
function textsOf(node: unknown, path = ""): Map<string, Text> {
  if (typeof node === "string" || typeof node === "function") return new Map([[path, node as Text]]);
  return new Map(Object.entries(node as Args).flatMap(([name, value]) => [...textsOf(value, path ? `${path}.${name}` : name)]));
}

/** What a text uses of its arguments, in all its branches. */
function placeholdersOf(text: Text): string[] {
  const used = new Set<string>();
  if (typeof text === "function") for (const flag of [true, false]) said(text, flag, used);
  return [...used].toSorted();
}

function sentences(text: Text): string[] {
  return typeof text === "string" ? [text] : [true, false].map((flag) => said(text, flag, new Set()));
}

/** Calls a text with arguments that are numbers, texts, keys, times or objects, as it takes them. */
function said(text: Exclude<Text, string>, flag: boolean, used: Set<string>): string {
  return (text as (...args: unknown[]) => string)(madeUp("", flag, used));
}

/** The lists among the arguments. */
const LISTS: Record<string, (flag: boolean, used: Set<string>) => unknown[]> = {
  reasons: () => [["rate", 3]],
  dimensions: () => ["X1"],
  values: () => ["X2"],
  names: () => ["X3"],
  sides: (flag, used) => [madeUp("sides[]", flag, used)],
  waits: (flag, used) => [madeUp("waits[]", flag, used)],
};

/** Names whose value is a key of a list of words. */
const KEYS: Record<string, string> = { of: "ready", what: "ready", wait: "ready", variant: "X4", to: "X5", percentile: "p75", phase: "totalDuration" };

function madeUp(path: string, flag: boolean, used: Set<string>): unknown {
  const name = path.split(".").at(-1) ?? "";
  if (/^(?:is|has)[A-Z]/.test(name)) return flag;
  const list = LISTS[name];
  if (list) return list(flag, used);
  const text = KEYS[name] ?? "X0";
  return new Proxy(() => {}, {
    get(_, property) {
      if (property === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? 7_001 : hint === "default" ? "2026-01-02T03:04:05.000Z" : text);
      if (typeof property === "symbol") return undefined;
      if (path !== "" && property in String.prototype) return (text as unknown as Record<string, (...args: unknown[]) => unknown>)[property]?.bind(text);
      const at = path === "" ? property : `${path}.${property}`;
      used.add(at);
      return madeUp(at, flag, used);
    },
  });
}
