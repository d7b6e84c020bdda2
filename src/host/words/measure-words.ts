import { measureWords as de } from "./de/measure.ts";
import { measureWords as en } from "./en/measure.ts";

/** The words of "Measure from here" for the page's own script, which receives no others; English for a language without a catalogue. */
export function measureWordsIn(language: string): typeof en {
  return language === "de" ? de : en;
}
