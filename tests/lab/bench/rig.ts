import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { LOADED } from "./calendar-load.ts";
import { CAL_HOST, SITE_HOST } from "./hosts.ts";
import { contenderPages } from "./pages.ts";
import { buildSiteCopy } from "../served-site/site-copy.ts";
import { startWire, type Wire } from "./wire/wire.ts";

/** Everything except the browser: the built site, the demo calendar and the wire in front of them. */
export interface Rig {
  readonly wire: Wire;
  /** Whether a text occurs in the built home page or the scripts that it can load. */
  readonly siteContains: (text: string) => Promise<boolean>;
  stop(): Promise<void>;
}

/** Builds the site and starts the processes; they end with this one. */
export async function startRig(): Promise<Rig> {
  const site = await buildSiteCopy();
  const servers = fork(join(import.meta.dirname, "servers-process.ts"), {
    cwd: site.folder,
    env: { ...process.env, DATA_DIR: join(site.folder, ".data") },
    execArgv: [],
  });
  const stopServers = async () => {
    if (servers.exitCode === null && servers.kill("SIGTERM")) await once(servers, "exit");
    await site.remove();
  };
  try {
    servers.send(LOADED);
    const failed = once(servers, "exit").then(() => {
      throw new Error("The benchmark's servers did not start; the reason is above.");
    });
    const [origins] = (await Promise.race([once(servers, "message"), failed])) as [{ site: string; demo: string }];
    failed.catch(() => {});
    const wire = await startWire({
      upstreams: [
        [SITE_HOST, origins.site],
        [CAL_HOST, origins.demo],
      ],
      pages: contenderPages(site.home),
    });
    return {
      wire,
      siteContains: site.contains,
      async stop() {
        await wire.stop();
        await stopServers();
      },
    };
  } catch (error) {
    await stopServers();
    throw error;
  }
}
