import { quoted } from "./quoted.ts";

/** One way to mend a YAML text: which lines change, and what to tell the editor about it. */
export interface YamlRepair {
  /** What it does; twice on one line it would mend its own work. */
  kind: "tabs" | "closing" | "space" | "quotes" | "indent";
  /** The line it is about, from 0. */
  line: number;
  /** New text by line, from 0. The number of lines stays, so that later problems keep theirs. */
  edits: Map<number, string>;
  /** Up to this line, from 0, the mended text has to be readable for the repair to be the right one. */
  through: number;
  expected: string;
}

const FIELD = /^(\s*(?:- +)*)([A-Za-z_][\w-]*):[ \t]+(.*\S)\s*$/;
const ITEM = /^(\s*(?:- +)+)(.*\S)\s*$/;

/**
 * What an editor may have meant where the YAML reader stumbled over line `at` (from 0), the likeliest
 * first. Nothing here knows whether a repair works: the caller tries them.
 */
export function yamlRepairs(lines: readonly string[], at: number): YamlRepair[] {
  const near = [at, at - 1, at + 1].filter((line) => line >= 0 && line < lines.length);
  return [
    ...withoutTabs(lines, at),
    ...closedQuotes(lines, at),
    ...near.flatMap((line) => [...spacedColon(lines, line, at), ...quotedValue(lines, line, at)]),
    ...near.flatMap((line) => alignedLine(lines, line, at)),
  ];
}

function withoutTabs(lines: readonly string[], at: number): YamlRepair[] {
  const tabbed = lines.flatMap((line, i) => (/^ *\t/.test(line) ? [i] : []));
  const [first] = tabbed;
  if (first === undefined) return [];
  const edits = new Map(tabbed.map((i) => [i, (lines[i] ?? "").replace(/^\s+/, (space) => space.replaceAll("\t", "  "))]));
  const others = tabbed.length > 1 ? ` This line and ${tabbed.length - 1} more begin with a tab.` : "";
  return [{ kind: "tabs", line: first, edits, through: Math.max(first, at), expected: `Spaces at the beginning of a line, two for each level.${others}` }];
}

function closedQuotes(lines: readonly string[], at: number): YamlRepair[] {
  return lines.slice(0, at + 1).flatMap((text, line) => {
    const match = /^(?:\s*(?:- +)*(?:[\w-]+:[ \t]+)?)(["'])(.*)$/.exec(text);
    const quote = match?.[1] ?? "";
    const rest = match?.[2] ?? "";
    if (!match || closingAt(rest, quote) >= 0 || closesBelow(lines, line, quote)) return [];
    return [{ kind: "closing", line, edits: new Map([[line, text.trimEnd() + quote]]), through: line, expected: `A closing ${quote} at the end of a text that begins with one.` }];
  });
}

/** Whether a quoted text goes on in the next lines and ends there as it should. */
function closesBelow(lines: readonly string[], line: number, quote: string): boolean {
  for (const text of lines.slice(line + 1)) {
    if (FIELD.test(text) || /^\s*$/.test(text)) return false;
    const end = closingAt(text, quote);
    if (end >= 0) return /^\s*(#.*)?$/.test(text.slice(end + 1));
  }
  return false;
}

function closingAt(text: string, quote: string): number {
  return text.replace(quote === '"' ? /\\./g : /''/g, "__").indexOf(quote);
}

function spacedColon(lines: readonly string[], line: number, at: number): YamlRepair[] {
  const match = /^(\s*(?:- +)*)([a-z][A-Za-z]*):([^\s/].*)$/.exec(lines[line] ?? "");
  if (!match) return [];
  const [, start = "", key = "", value = ""] = match;
  return [{ kind: "space", line, edits: new Map([[line, `${start}${key}: ${value}`]]), through: Math.max(line, at), expected: "A space after the colon." }];
}

function quotedValue(lines: readonly string[], line: number, at: number): YamlRepair[] {
  const [, start = "", key = "", value = ""] = FIELD.exec(lines[line] ?? "") ?? [];
  const [, dash = "", item = ""] = ITEM.exec(lines[line] ?? "") ?? [];
  const head = key ? `${start}${key}: ` : dash;
  const written = key ? value : item;
  if (!head || /^[|>][+-]?\d?$/.test(written)) return [];
  const more = continuation(lines, line);
  const whole = [written, ...more.map((text) => text.trim())].join(" ");
  const signs = troublesome(whole);
  if (signs === undefined) return [];
  const edits = new Map([[line, head + quoted(withoutQuotes(whole))], ...more.map((_, i) => [line + 1 + i, ""] as const)]);
  return [{ kind: "quotes", line, edits, through: Math.max(line, at), expected: `Quotation marks around a text ${signs}.` }];
}

/** What makes a text unreadable without quotation marks; undefined where nothing does. */
function troublesome(text: string): string | undefined {
  if (/^["']/.test(text)) return "as a whole: double ones, and \\\" for one inside";
  const sign = /^[@`%*&!|>?{}[\],#-]/.exec(text)?.[0];
  if (sign) return `that begins with ${sign}`;
  return /:(\s|$)/.test(text) ? "that has a colon in it" : undefined;
}

function withoutQuotes(text: string): string {
  return /^(["']).*\1$/.exec(text) ? text.slice(1, -1).replace(/\\"/g, '"') : text;
}

/** The lines under a value that are more of it: further in, and neither fields nor items. */
function continuation(lines: readonly string[], line: number): string[] {
  const indent = indentOf(lines[line] ?? "");
  const more: string[] = [];
  for (const text of lines.slice(line + 1)) {
    if (!text.trim() || indentOf(text) <= indent || FIELD.test(text) || ITEM.test(text) || /^\s*[a-z]\w*:$/.test(text)) break;
    more.push(text);
  }
  return more;
}

function alignedLine(lines: readonly string[], line: number, at: number): YamlRepair[] {
  const text = lines[line] ?? "";
  // Also what another repair has emptied.
  if (!text.trim()) return [];
  const own = indentOf(text);
  const above = [...new Set(lines.slice(0, line).filter((other) => other.trim()).map(indentOf))].filter((indent) => indent !== own);
  return above
    .toSorted((a, b) => Math.abs(a - own) - Math.abs(b - own) || b - a)
    .map((indent) => ({
      kind: "indent" as const,
      line,
      edits: new Map([[line, " ".repeat(indent) + text.trimStart()]]),
      through: Math.max(line, at),
      expected: `As many spaces at the beginning as the lines it belongs with: ${indent}, not ${own}.`,
    }));
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
