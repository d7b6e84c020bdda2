import { NOTHING } from "../../../host/words/formats.ts";
import type { Words } from "../../../host/words/words.ts";
import type { KeyNumber, KeyNumbers } from "./dashboard-model.ts";

export type KeyName = keyof KeyNumbers;

export interface KeyNumberText {
  /** Of the whole window; a dash if it is not known. */
  readonly value: string;
  /** "34 before"; undefined if there was nothing, or too few. */
  readonly before: string | undefined;
  /** "+20 %" and "between +5 % and +38 %"; undefined without a change. */
  readonly change: { readonly size: string; readonly range: string } | undefined;
  /** "more than chance" */
  readonly judgement: string;
  /** The change in one sentence: "+20 %, probably between +5 % and +38 %: more than chance". */
  readonly sentence: string;
}

/** One of the four numbers in words. The page and the digest use the same ones. */
export function keyNumberText(name: KeyName, { value, before, change, judgement: found }: KeyNumber, { keyNumbers: words, formats }: Pick<Words, "keyNumbers" | "formats">): KeyNumberText {
  const sizeOf = (size: number) => {
    if (name === "conversion") return words.points({ share: size });
    if (name !== "wait") return words.relative({ share: size });
    return size < 0 ? words.faster({ ms: -size }) : words.slower({ ms: size });
  };
  const textOf = (n: number) => (name === "wait" ? formats.milliseconds(n) : name === "conversion" ? formats.percent(n) : formats.count(n));
  const judgement = words.judgements[found];
  const said = change && {
    size: change.value === null ? words.fromNothing : sizeOf(change.value),
    range: change.high === null ? words.atLeast({ low: sizeOf(change.low) }) : words.between({ low: sizeOf(change.low), high: sizeOf(change.high) }),
  };
  return {
    value: value === null ? NOTHING : textOf(value),
    before: before === null || found === "no-past" ? undefined : words.before({ value: textOf(before) }),
    change: said ?? undefined,
    judgement,
    sentence: said ? words.changed({ ...said, judgement }) : judgement,
  };
}
