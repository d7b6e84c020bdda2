import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { groupRuns } from "./running.ts";

/** The end of what a server of ours says when it can be used: the screen of npm start and serve, Astro's last line. */
const UP = /is running.*\n\n[\s\S]+?\n\n|watching for file changes/;
const COMMAND_LIMIT_MS = 240_000;
/** How long a stopped server may take to go. */
const STOP_LIMIT_MS = 10_000;

export class CommandFailed extends Error {
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** One bash, as a reader's terminal: what a command changes is there for the next. */
export interface ShellSession {
  /** Runs it to its end. Gives what it printed. @throws {CommandFailed} */
  run(command: string): Promise<string>;
  /** Starts a server in place of the one before, and waits until it says that it is up. @throws {CommandFailed} */
  serve(command: string): Promise<string>;
  close(): Promise<void>;
}

export function openShell({ cwd, env, limitMs = COMMAND_LIMIT_MS }: { cwd: string; env: NodeJS.ProcessEnv; limitMs?: number }): ShellSession {
  const shell = spawn("bash", ["--noprofile", "--norc"], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(shell, "exit");
  let said = "";
  let tell = nothing;
  let server: number | undefined;
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    tell();
  };
  shell.stdout.on("data", hear);
  shell.stderr.on("data", hear);
  shell.stdin.on("error", () => {});
  // Each job is a group of its own, so that a server can be ended with all that it has started.
  // And none is left behind where this process, and with it the shell's input, comes to an end.
  shell.stdin.write("set -m; trap 'for job in $(jobs -p); do kill -TERM -- -$job 2>/dev/null; done' EXIT\n");
  let count = 0;

  /** Writes to the shell and waits for what it will say. */
  async function until<T>(lines: string, find: (since: string) => T | undefined): Promise<{ found: T; since: string }> {
    const from = said.length;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(limit);
        tell = nothing;
        reject(new CommandFailed(why, said.slice(from)));
      };
      const limit = setTimeout(() => {
        fail(`was not done after ${limitMs / 1_000} s`);
        // It would never give the shell back, to whatever is written to it.
        killJobs(shell.pid);
        shell.kill("SIGKILL");
      }, limitMs);
      void ended.then(() => fail("ended the shell"));
      tell = () => {
        const since = said.slice(from);
        const found = find(since);
        if (found === undefined) return;
        clearTimeout(limit);
        tell = nothing;
        resolve({ found, since });
      };
      shell.stdin.write(lines);
    });
  }

  async function stopServer(): Promise<void> {
    if (server === undefined) return;
    const job = server;
    server = undefined;
    const mark = `=stopped-${++count}=`;
    await until(`kill -TERM -- -${job} 2>/dev/null; wait ${job} 2>/dev/null; echo ${mark}\n`, (since) => since.includes(mark) || undefined);
    // The whole group must be gone, or its port is not free for the next one.
    for (const giveUp = Date.now() + STOP_LIMIT_MS; groupRuns(job) && Date.now() < giveUp; ) await wait(50);
  }

  return {
    async run(command) {
      const mark = `=ended-${++count}=`;
      const { found, since } = await until(`{ ${command}\n} < /dev/null\necho "${mark}$?"\n`, (text) => new RegExp(`${mark}(\\d+)\\n`).exec(text) ?? undefined);
      const output = since.replace(found[0], "");
      if (found[1] !== "0") throw new CommandFailed(`ended with ${found[1]}`, output);
      return output;
    },
    async serve(command) {
      await stopServer();
      const mark = `=job-${++count}=`;
      // The job's end is told as well: a server that stops at once never says that it is up.
      const lines = `{ ${command}\necho "${mark}ended $?"; } < /dev/null &\necho "${mark}$!"\n`;
      const job = new RegExp(`${mark}(\\d+)\\n`);
      const { found, since } = await until(lines, (text) => {
        const told = job.exec(text);
        if (told && !server) server = Number(told[1]);
        const end = new RegExp(`${mark}ended (\\d+)`).exec(text);
        if (end) return { end: end[1] };
        return told && UP.test(text) ? { end: undefined } : undefined;
      });
      const output = since.replace(job, "");
      if (found.end !== undefined) throw new CommandFailed(`ended with ${found.end} before it was up`, output);
      return output;
    },
    async close() {
      if (shell.exitCode === null && shell.signalCode === null) await stopServer().catch(() => {});
      shell.stdin.end("exit\n");
      await ended;
    },
  };
}

/** Ends the process groups of the shell's jobs, the one in front as well. Where there is no /proc they go on. */
function killJobs(shell: number | undefined): void {
  const children = `/proc/${shell}/task/${shell}/children`;
  if (!existsSync(children)) return;
  for (const pid of readFileSync(children, "utf8").split(" ").filter(Boolean)) {
    try {
      process.kill(-Number(pid), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

function nothing(): void {}
