import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { listeningHost, sitePort } from "../../src/host/settings/listening.ts";
import { parseTrustProxy } from "../../src/host/http/trust-proxy.ts";
import { adminPassword, howToSignIn } from "./admin-password.ts";
import { builtStamp, changedSince, type BuildStamp } from "../build/build-stamp.ts";
import { dataFolder } from "./data-folder.ts";
import { startDemoCal } from "../demo-cal/server.ts";
import { startCron } from "../deployed-output/cron.ts";
import { serveDeployedOutput } from "../deployed-output/server.ts";
import { root } from "../settings.ts";
import { finishFirst } from "./end-when-asked.ts";

/** In ms. Answers take less, and Docker kills a container after 10 s. */
const DRAIN_LIMIT = 8_000;

/** Starts the site, its cron jobs and the demo calendar if the build uses it, and prints one screen about them. */
export async function serveSite(): Promise<void> {
  // A build is for production, as in Vercel's functions.
  process.env.NODE_ENV = "production";
  const port = sitePort(process.env);
  const host = listeningHost(process.env);
  const dataDir = await dataFolder();
  const password = await adminPassword(dataDir);
  if (password.value !== undefined) process.env.ADMIN_PASSWORD = password.value;

  const stamp = await builtStamp();
  if (stamp?.isDemo && demoPort(stamp) === port) {
    throw new Error(`PORT is ${port}, which the demo calendar of this build uses. Choose another port for the site, or build for this one: PORT=${port} npm start`);
  }
  // Only this process needs a generated secret. Calls from outside use one that is set.
  const secret = (process.env.CRON_SECRET ||= randomUUID());
  const site = await serveDeployedOutput({ root, port, host, trustsProxy: parseTrustProxy(process.env.TRUST_PROXY) });
  if (stamp?.isDemo) await startDemo(demoPort(stamp));
  const cron = await startCron({ root, origin: site.origin, secret });
  finishFirst(async () => {
    cron.stop();
    console.log("Stopping after the requests in progress. Send the signal again to stop immediately.");
    const cutOff = await site.drain(DRAIN_LIMIT);
    if (cutOff > 0) console.warn(`${cutOff} requests took longer than ${DRAIN_LIMIT / 1_000} s and were cut off.`);
  });

  const address = site.origin.replace(/127\.0\.0\.1|\[::1\]/, "localhost");
  const everywhere = ["0.0.0.0", "::"].includes(host) ? ", and every other address of this machine" : "";
  const changed = stamp ? changedSince(stamp, process.env) : [];
  const rows: [string, string][] = [
    ["Site", address + everywhere],
    ["Admin", `${address}/admin/metrics`],
    ["", howToSignIn(password) + (password.isGenerated ? `  (stored in ${shown(password.file)})` : "")],
    ["Statistics", process.env.KV_REST_API_URL ? "stored in Vercel KV" : `stored in ${shown(join(dataDir, "metrics.db"))}`],
    stamp?.isDemo
      ? ["Calendar", `a demo on ${stamp.calOrigin}; its bookings are not real`]
      : ["Calendar", stamp?.calOrigin ?? "unknown: this build was not made by npm run build"],
    ...(stamp?.isDemo ? ([["", 'to use your own: PUBLIC_CAL_LINK="you/30min" npm start']] as [string, string][]) : []),
    ...(stamp?.isDemo && !isLoopback(host) ? ([["", "it opens only in browsers on this machine"]] as [string, string][]) : []),
    ...(changed.length > 0 ? ([["Settings", `${changed.join(", ")} changed since the build, which still has the old values. Run npm run build`]] as [string, string][]) : []),
  ];
  const lines = rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`);
  console.log(["", "  Readyslot is running. Stop it with Ctrl+C.", "", ...lines, ""].join("\n"));
}

function demoPort({ calOrigin }: BuildStamp): number {
  return Number(new URL(calOrigin).port);
}

/**
 * Always on 127.0.0.1, whatever HOST is: anybody who can reach the demo calendar can change its behaviour, and
 * a booking there is never read.
 */
async function startDemo(port: number): Promise<void> {
  try {
    await startDemoCal({ port });
  } catch (error) {
    throw new Error(`${(error as Error).message} The demo calendar of this build needs it. Stop the program that uses that port, or build for another one: PORT=${port + 9} npm start`, { cause: error });
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function shown(file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1) : file;
}
