import type { DocumentedCommand } from "./shell-blocks.ts";
import { CommandFailed, type ShellSession } from "./shell-session.ts";

/** The result of a command in a document. */
export type Followed = DocumentedCommand & ({ verdict: "ran" } | { verdict: "excused"; why: string } | { verdict: "failed"; why: string; printed: string });

/** Commands that are not run, with the reason. */
const EXCUSED: Record<string, string> = {
  "npm test": "runs this check itself",
  "npm run test:site": "a part of npm test",
};

const SERVER = /\bnpm (?:start|run (?:serve|dev))\b/;

export interface Following {
  readonly session: ShellSession;
  /** Replaces `localhost:4321` if the document's port is taken. */
  readonly host?: string;
  report?(followed: Followed): void;
}

/** Runs a document's commands as written, and stops at the first that does not do what the document says. */
export async function followDocument(commands: readonly DocumentedCommand[], { session, host = "localhost:4321", report }: Following): Promise<Followed[]> {
  const followed: Followed[] = [];
  for (const one of commands) {
    const result = await follow(one, session, host);
    followed.push(result);
    report?.(result);
    if (result.verdict === "failed") break;
  }
  return followed;
}

async function follow(one: DocumentedCommand, session: ShellSession, host: string): Promise<Followed> {
  if (one.needs) return { ...one, verdict: "excused", why: `needs ${one.needs}` };
  const [bare = ""] = one.command.split(/\s+#/);
  const excuse = EXCUSED[bare.trim()];
  if (excuse !== undefined) return { ...one, verdict: "excused", why: excuse };
  const here = (text: string) => text.replaceAll("localhost:4321", host);
  try {
    const printed = await (SERVER.test(bare) ? session.serve(here(one.command)) : session.run(here(one.command)));
    const absent = one.output.find((line) => !hasLine(printed, here(line)));
    return absent === undefined ? { ...one, verdict: "ran" } : { ...one, verdict: "failed", why: `did not print what the document shows: ${absent.trim()}`, printed };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { ...one, verdict: "failed", why: error.message, printed: error.output };
  }
}

/** Whether a line was printed, ignoring blanks; `…` in it matches any text. */
function hasLine(printed: string, line: string): boolean {
  const pattern = line.trim().split(/\s+/).map((word) => word.split("…").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(".*")).join(String.raw`\s+`);
  return printed.split("\n").some((text) => new RegExp(pattern).test(text));
}
