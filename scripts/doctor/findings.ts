/** What a check of a set-up has found, and how it is shown: a line each, the remedy below what is not right. */

import { NoAnswerError } from "../live-site/ask.ts";

export type Verdict = "ok" | "warning" | "problem" | "skipped";

export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly verdict: Verdict;
  /** What was found. */
  readonly says: string;
  /** What to do about it; of everything that is not right. */
  readonly remedy?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, verdict: "ok", says });
export const skipped = (check: string, says: string): Finding => ({ check, verdict: "skipped", says });
export const warning = (check: string, says: string, remedy: string): Finding => ({ check, verdict: "warning", says, remedy });
export const problem = (check: string, says: string, remedy: string): Finding => ({ check, verdict: "problem", says, remedy });

/** Runs a check. That nobody answers is a problem; what else it throws is a fault of its own, told in its words without a stack. */
export async function found(check: string, look: () => Promise<Finding | readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof NoAnswerError) return [problem(check, error.message, "Ask again. If it stays so, is the address right, does the server run, and does something in between cut it off?")];
    return [problem(check, `The check itself failed: ${error instanceof Error ? error.message : String(error)}`, "If the rest is in order, this is a fault of the check: report it with this line.")];
  }
}

const MARKS: Record<Verdict, string> = { ok: "ok", warning: "look", problem: "WRONG", skipped: "–" };
const COLOURS: Record<Verdict, number> = { ok: 32, warning: 33, problem: 31, skipped: 90 };
const WIDTH = 100;

/** One page: in colour where `colour` says so, readable without. */
export function findingsText(findings: readonly Finding[], { colour = false } = {}): string {
  const name = Math.max(...findings.map(({ check }) => check.length));
  const indent = " ".repeat(name + 11);
  const lines = findings.flatMap(({ check, verdict, says, remedy }) => {
    const mark = MARKS[verdict].padEnd(5);
    const shown = colour ? `\u001b[${COLOURS[verdict]}m${mark}\u001b[0m` : mark;
    return [`  ${shown}  ${check.padEnd(name)}  ${wrapped(says, indent)}`, ...(remedy ? [`${indent}→ ${wrapped(remedy, `${indent}  `)}`] : [])];
  });
  return [...lines, "", `  ${summary(findings)}`].join("\n");
}

/** 0: nothing is wrong. 1: something is. */
export function exitCode(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ verdict }) => verdict === "problem") ? 1 : 0;
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const parts = [`${count("ok")} in order`, `${count("problem")} wrong`, `${count("warning")} to look at`, `${count("skipped")} not looked at`];
  return `${parts.filter((part, i) => i < 2 || !part.startsWith("0 ")).join(", ")}.`;
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line && indent.length + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join(`\n${indent}`);
}
