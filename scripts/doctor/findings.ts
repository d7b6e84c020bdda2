/** The findings of checks and their output: one line per finding, with the remedy of a problem or warning below it. */

import { NoAnswerError } from "../live-site/ask.ts";

export type Verdict = "ok" | "warning" | "problem" | "skipped";

export interface Finding {
  /** The name of the check, one or two words. */
  readonly check: string;
  readonly verdict: Verdict;
  /** The result. */
  readonly says: string;
  /** How to fix it; for problems and warnings. */
  readonly remedy?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, verdict: "ok", says });
export const skipped = (check: string, says: string): Finding => ({ check, verdict: "skipped", says });
export const warning = (check: string, says: string, remedy: string): Finding => ({ check, verdict: "warning", says, remedy });
export const problem = (check: string, says: string, remedy: string): Finding => ({ check, verdict: "problem", says, remedy });

/** Runs a check. A request without an answer is a problem of the site; any other exception is an error of the check, shown without its stack. */
export async function found(check: string, look: () => Promise<Finding | readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof NoAnswerError) return [problem(check, error.message, "Try again. If it fails again, check that the address is right, the server is running and nothing in between blocks the request.")];
    return [problem(check, `The check itself failed: ${error instanceof Error ? error.message : String(error)}`, "If all other checks pass, this is a bug of the check. Report it with this line.")];
  }
}

const MARKS: Record<Verdict, string> = { ok: "ok", warning: "warn", problem: "FAIL", skipped: "skip" };
const COLOURS: Record<Verdict, number> = { ok: 32, warning: 33, problem: 31, skipped: 90 };
const WIDTH = 100;

/** All findings as text, with terminal colours if `colour` is set. */
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

/** 1 if there is a problem, else 0. */
export function exitCode(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ verdict }) => verdict === "problem") ? 1 : 0;
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const parts = [`${count("ok")} passed`, `${count("problem")} failed`, `${count("warning")} with warnings`, `${count("skipped")} skipped`];
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
