import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { groupRuns } from "./running.ts";

/** Printed by a server that is up: the screen of npm start and serve, its line in a JSON log, or Astro's last line. */
const UP = /is running.*\n\n[\s\S]+?\n\n|"message":"Readyslot is running\..*\n|watching for file changes/;
const COMMAND_LIMIT_MS = 240_000;
/** How long a server may take to stop. */
const STOP_LIMIT_MS = 10_000;

export class CommandFailed extends Error {
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** One bash, like a reader's terminal: a command sees the changes of those before it. */
export interface ShellSession {
  /** Runs a command to its end. @returns its output. @throws {CommandFailed} */
  run(command: string): Promise<string>;
  /** Stops the server that is running, starts another, and waits until it is up. @throws {CommandFailed} */
  serve(command: string): Promise<string>;
  close(): Promise<void>;
}

export function openShell({ cwd, env, limitMs = COMMAND_LIMIT_MS }: { cwd: string; env: NodeJS.ProcessEnv; limitMs?: number }): ShellSession {
  const shell = spawn("bash", ["--noprofile", "--norc"], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(shell, "exit");
  let said = "";
  let look = nothing;
  let server: number | undefined;
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    look();
  };
  shell.stdout.on("data", hear);
  shell.stderr.on("data", hear);
  shell.stdin.on("error", () => {});
  // Each job has its own process group, so that a server can be stopped with all that it has started.
  // The trap ends all jobs if this process, and with it the shell's input, ends.
  shell.stdin.write("set -m; trap 'for job in $(jobs -p); do kill -TERM -- -$job 2>/dev/null; done' EXIT\n");
  let count = 0;

  /** Writes to the shell and waits for the output that `find` accepts. */
  async function until<T>(lines: string, find: (since: string) => T | undefined): Promise<{ found: T; since: string }> {
    const from = said.length;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(limit);
        look = nothing;
        reject(new CommandFailed(why, said.slice(from)));
      };
      const limit = setTimeout(() => {
        fail(`was not done after ${limitMs / 1_000} s`);
        // The command blocks the shell, which no longer reads its input.
        killJobs(shell.pid);
        shell.kill("SIGKILL");
      }, limitMs);
      void ended.then(() => fail("ended the shell"));
      look = () => {
        const since = said.slice(from);
        const found = find(since);
        if (found === undefined) return;
        clearTimeout(limit);
        look = nothing;
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
    // The whole group must have ended, or the next server finds its port taken.
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
      // Prints the job's end as well: a server that stops at once never prints that it is up.
      const lines = `{ ${command}\necho "${mark}ended $?"; } < /dev/null &\necho "${mark}$!"\n`;
      const job = new RegExp(`${mark}(\\d+)\\n`);
      const { found, since } = await until(lines, (text) => {
        const started = job.exec(text);
        if (started && !server) server = Number(started[1]);
        const end = new RegExp(`${mark}ended (\\d+)`).exec(text);
        if (end) return { end: end[1] };
        return started && UP.test(text) ? { end: undefined } : undefined;
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

/** Kills the process groups of the shell's jobs, including the one in the foreground. Without /proc they keep running. */
function killJobs(shell: number | undefined): void {
  const children = `/proc/${shell}/task/${shell}/children`;
  if (!existsSync(children)) return;
  for (const pid of readFileSync(children, "utf8").split(" ").filter(Boolean)) {
    try {
      process.kill(-Number(pid), "SIGKILL");
    } catch {
      // It has already ended.
    }
  }
}

function nothing(): void {}
