/**
 * Serves the deployed output in the working directory. Sends its address to its parent, and its vitals when asked;
 * ends with its parent. With --expose-gc it collects garbage first.
 */
import { serveDeployedOutput } from "../../../scripts/deployed-output/server.ts";
import { parseTrustProxy } from "../../../src/host/http/trust-proxy.ts";
import type { SiteVitals } from "./bench-site.ts";

process.on("message", () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const vitals: SiteVitals = { cpuMs: (user + system) / 1_000, heap: heapUsed + external, rss, handles: process.getActiveResourcesInfo() };
  process.send?.(vitals);
});
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));

const site = await serveDeployedOutput({ root: process.cwd(), port: 0, trustsProxy: parseTrustProxy(process.env.TRUST_PROXY) });
process.send?.(site.origin);
