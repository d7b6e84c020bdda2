import { visitors as ar } from "../../host/words/ar/visitors.ts";
import { visitors as de } from "../../host/words/de/visitors.ts";
import { visitors as en, type VisitorWords } from "../../host/words/en/visitors.ts";
import { visitors as es } from "../../host/words/es/visitors.ts";
import { visitors as fr } from "../../host/words/fr/visitors.ts";
import { visitors as it } from "../../host/words/it/visitors.ts";
import { visitors as nl } from "../../host/words/nl/visitors.ts";
import { visitors as pt } from "../../host/words/pt/visitors.ts";

const READY: Readonly<Record<string, VisitorWords>> = { ar, de, en, es, fr, it, nl, pt };

/** The engine's words in a language, whatever its region; undefined if they are not translated into it yet. */
export function readyWords(language: unknown): VisitorWords | undefined {
  const [base = ""] = String(language).split("-");
  return Object.hasOwn(READY, base) ? READY[base] : undefined;
}
