/** npm run serve: serves the build in .vercel/output, and the demo calendar where the build uses it. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { sitePort } from "../src/booking/cal-settings.ts";
import { adminPassword, howToSignIn } from "./admin-password.ts";
import type { BuildStamp } from "./build-stamp.ts";
import { startDemoCal } from "./demo-cal/server.ts";
import { startClock } from "./deployed-output/clock.ts";
import { serveDeployedOutput, type DeployedOutput } from "./deployed-output/server.ts";
import { servableStamp } from "./kept-builds.ts";
import { loadSettings, root, runScript } from "./settings.ts";
import { ServedCopies, takeOverBuilds } from "./takeover.ts";

/** Starts everything that a laptop needs and says on one screen what is running. */
export async function serveSite(): Promise<void> {
  const port = sitePort(process.env);
  const dataDir = (process.env.DATA_DIR ??= join(root, ".data"));
  const password = await adminPassword(dataDir);
  if (password.value !== undefined) process.env.ADMIN_PASSWORD = password.value;

  const stamp = await servableStamp();
  // Nobody else need know it here: what is called from outside is called with one that was set.
  const secret = (process.env.CRON_SECRET ||= randomUUID());
  const site = await serveBuilds(stamp, port);
  await startClock({ root, origin: site.origin, secret });

  const address = site.origin.replace("127.0.0.1", "localhost");
  const rows: [string, string][] = [
    ["Site", address],
    ["Admin", `${address}/admin/metrics`],
    ["", howToSignIn(password) + (password.isGenerated ? `  (kept in ${shown(password.file)})` : "")],
    ["Numbers", process.env.KV_REST_API_URL ? "kept in Vercel KV" : `kept in ${shown(join(dataDir, "metrics.db"))}`],
    stamp?.isDemo
      ? ["Calendar", `a DEMO on ${stamp.calOrigin}: nothing is really booked`]
      : ["Calendar", stamp?.calOrigin ?? "unknown: built by other means than npm run build"],
    ...(stamp?.isDemo ? ([["", 'for your own calendar: PUBLIC_CAL_LINK="you/30min" npm start']] as [string, string][]) : []),
  ];
  console.log(`\n  Readyslot is running. Stop it with Ctrl+C.\n`);
  for (const [name, text] of rows) console.log(`  ${name.padEnd(10)} ${text}`);
  console.log();
}

/** Serves the current build, and each that takes its place, with the demo calendar that it was made for. */
async function serveBuilds(stamp: BuildStamp | undefined, port: number): Promise<DeployedOutput> {
  const copies = new ServedCopies();
  // Without a build the server says so, in its own words.
  const site = await serveDeployedOutput({ root: stamp ? await copies.next() : root, port, trustsProxy: process.env.TRUST_PROXY?.trim() === "1" });
  const demoOrigins = new Set<string>();
  const startDemoOf = async ({ isDemo, calOrigin }: BuildStamp) => {
    if (!isDemo || demoOrigins.has(calOrigin)) return;
    await startDemo(Number(new URL(calOrigin).port));
    demoOrigins.add(calOrigin);
  };
  if (stamp) await startDemoOf(stamp);
  takeOverBuilds(site, copies, stamp, async (next) => {
    await startDemoOf(next);
    console.log(`  Now serving the build of ${next.builtAt.slice(0, 19).replace("T", " ")} UTC.`);
  });
  return site;
}

async function startDemo(port: number): Promise<void> {
  try {
    await startDemoCal({ port });
  } catch (error) {
    throw new Error(`${(error as Error).message} It stands one above the site's: PORT=${port + 9} npm start`, { cause: error });
  }
}

function shown(file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1) : file;
}

if (import.meta.main) {
  await runScript(async () => {
    loadSettings();
    await serveSite();
  });
}
