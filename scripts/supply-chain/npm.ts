import { spawn } from "node:child_process";

export interface NpmAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs npm and gives what it says: the npm that started this script where one did.
 *
 * @throws {Error} if npm does not start.
 */
export function runNpm(args: readonly string[], { cwd }: { cwd: string }): Promise<NpmAnswer> {
  const npm = process.env.npm_execpath;
  // Through a shell only on Windows, where npm is a .cmd file that nothing else can start.
  const child = npm
    ? spawn(process.execPath, [npm, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] })
    : spawn("npm", [...args], { cwd, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`npm did not start: ${error.message}`, { cause: error })));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
