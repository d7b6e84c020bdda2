import { randomUUID } from "node:crypto";
import { cronsFor } from "../../src/host/http/crons.ts";
import { parseTrustProxy } from "../../src/host/http/trust-proxy.ts";
import { listeningHost, sitePort } from "../../src/host/settings/listening.ts";
import { adminPassword } from "./admin-password.ts";
import { announce } from "./announce.ts";
import { builtStamp, type BuildStamp } from "../build/build-stamp.ts";
import { dataFolder } from "./data-folder.ts";
import { startDemoCal } from "../demo-cal/server.ts";
import { startCron } from "../deployed-output/cron.ts";
import { serveDeployedOutput } from "../deployed-output/server.ts";
import { root } from "../settings.ts";
import { finishFirst } from "./end-when-asked.ts";

/** In ms. Answers take less, and Docker kills a container after 10 s. */
const DRAIN_LIMIT = 8_000;

/** Starts the site, its cron jobs and the demo calendar if the build uses it, and says where. */
export async function serveSite(): Promise<void> {
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
  const cron = startCron({ crons: cronsFor("pro"), origin: site.origin, secret });
  finishFirst(async () => {
    cron.stop();
    console.info("Stopping after the requests in progress. Send the signal again to stop immediately.");
    const cutOff = await site.drain(DRAIN_LIMIT);
    if (cutOff > 0) console.warn(`${cutOff} requests took longer than ${DRAIN_LIMIT / 1_000} s and were cut off.`);
  });

  announce({ origin: site.origin, host, dataDir, password, stamp });
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
