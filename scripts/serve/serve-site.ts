import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { sitePort } from "../../src/booking/cal-settings.ts";
import { listeningHost } from "../../src/host/http/listening-host.ts";
import { parseTrustProxy } from "../../src/host/http/trust-proxy.ts";
import { adminPassword, howToSignIn } from "./admin-password.ts";
import { builtStamp, changedSince, type BuildStamp } from "../build/build-stamp.ts";
import { dataFolder } from "./data-folder.ts";
import { startDemoCal } from "../demo-cal/server.ts";
import { startClock } from "../deployed-output/clock.ts";
import { serveDeployedOutput } from "../deployed-output/server.ts";
import { root } from "../settings.ts";
import { finishFirst } from "./end-when-asked.ts";

/** In ms. Answers take less, and Docker kills what has not ended after 10 s. */
const DRAIN_LIMIT = 8_000;

/** Starts everything that a laptop needs and says on one screen what is running. */
export async function serveSite(): Promise<void> {
  // What is built for production runs so, as in Vercel's functions.
  process.env.NODE_ENV = "production";
  const port = sitePort(process.env);
  const host = listeningHost(process.env);
  const dataDir = await dataFolder();
  const password = await adminPassword(dataDir);
  if (password.value !== undefined) process.env.ADMIN_PASSWORD = password.value;

  const stamp = await builtStamp();
  if (stamp?.isDemo && demoPort(stamp) === port) {
    throw new Error(`PORT is ${port}, where the demo calendar of this build is. Choose another port for the site, or build for this one: PORT=${port} npm start`);
  }
  // Nobody else need know it here: what is called from outside is called with one that was set.
  const secret = (process.env.CRON_SECRET ||= randomUUID());
  const site = await serveDeployedOutput({ root, port, host, trustsProxy: parseTrustProxy(process.env.TRUST_PROXY) });
  if (stamp?.isDemo) await startDemo(demoPort(stamp));
  const clock = await startClock({ root, origin: site.origin, secret });
  finishFirst(async () => {
    clock.stop();
    console.log("Stopping: answers on their way are finished first. Another signal stops at once.");
    const cutOff = await site.drain(DRAIN_LIMIT);
    if (cutOff > 0) console.warn(`${cutOff} answers took longer than ${DRAIN_LIMIT / 1_000} s and were cut off.`);
  });

  const address = site.origin.replace(/127\.0\.0\.1|\[::1\]/, "localhost");
  const everywhere = ["0.0.0.0", "::"].includes(host) ? ", and every other address of this machine" : "";
  const changed = stamp ? changedSince(stamp, process.env) : [];
  const rows: [string, string][] = [
    ["Site", address + everywhere],
    ["Admin", `${address}/admin/metrics`],
    ["", howToSignIn(password) + (password.isGenerated ? `  (kept in ${shown(password.file)})` : "")],
    ["Numbers", process.env.KV_REST_API_URL ? "kept in Vercel KV" : `kept in ${shown(join(dataDir, "metrics.db"))}`],
    stamp?.isDemo
      ? ["Calendar", `a DEMO on ${stamp.calOrigin}: nothing is really booked`]
      : ["Calendar", stamp?.calOrigin ?? "unknown: built by other means than npm run build"],
    ...(stamp?.isDemo ? ([["", 'for your own calendar: PUBLIC_CAL_LINK="you/30min" npm start']] as [string, string][]) : []),
    ...(stamp?.isDemo && !isLoopback(host) ? ([["", "it opens in browsers on this machine only"]] as [string, string][]) : []),
    ...(changed.length > 0 ? ([["Settings", `${changed.join(", ")}: changed since the build, which has the old values. Run npm run build`]] as [string, string][]) : []),
  ];
  const lines = rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`);
  console.log(["", "  Readyslot is running. Stop it with Ctrl+C.", "", ...lines, ""].join("\n"));
}

function demoPort({ calOrigin }: BuildStamp): number {
  return Number(new URL(calOrigin).port);
}

/**
 * On 127.0.0.1 alone, whatever HOST says: anybody who reaches it can change how it behaves, and what
 * visitors would write into it is read by nobody.
 */
async function startDemo(port: number): Promise<void> {
  try {
    await startDemoCal({ port });
  } catch (error) {
    throw new Error(`${(error as Error).message} This build has its demo calendar there. Stop what uses that port, or build for another one: PORT=${port + 9} npm start`, { cause: error });
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function shown(file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1) : file;
}
