import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npmCi } from "../fixtures/npm-ci.ts";

/** The Observatory's result for an address, with its own names. */
export interface Scan {
  scan: { grade: string; score: number; testsFailed: number };
  tests: Record<string, { result: string; pass: boolean; scoreModifier: number }>;
}

const observatory = join(import.meta.dirname, "node_modules", "@mdn", "mdn-http-observatory");

/**
 * Installs Mozilla's HTTP Observatory from the lockfile beside this file, once.
 *
 * Without install scripts: one builds a driver for a database that no scan uses, the other fetches lists from other
 * hosts. A scan reads only the list of sites that browsers open with https only. This site is not on it, so an empty
 * list gives the same result.
 *
 * @returns whether it is installed; if not, npm has printed the reason.
 */
export function installObservatory(): boolean {
  if (existsSync(join(observatory, "conf", "hsts-preload.json"))) return true;
  if (!npmCi(import.meta.dirname)) return false;
  writeFileSync(join(observatory, "conf", "hsts-preload.json"), "{}\n");
  return true;
}

/**
 * Scans one address with the Observatory's own command, in a process that trusts the test's certificate.
 *
 * @param address its host, port and path; the scanner puts http:// and https:// in front.
 * @throws {Error} with the scanner's message if it fails.
 */
export async function scan(address: string, certificateFile: string): Promise<Scan> {
  const child = spawn(process.execPath, [join(observatory, "src", "scan.js"), address], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificateFile },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const answer = JSON.parse(output) as Scan | { error: string };
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}
