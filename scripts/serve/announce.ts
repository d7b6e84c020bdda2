import { join } from "node:path";
import { STORE_FILE } from "../../src/host/kv/kv.ts";
import { logsJson } from "../../src/host/logs/server-logs.ts";
import { changedSince, type BuildStamp } from "../build/build-stamp.ts";
import { root } from "../settings.ts";
import { howToSignIn, type AdminPassword } from "./admin-password.ts";

export interface Started {
  /** The address for requests from this machine. */
  readonly origin: string;
  /** The address that it listens on. */
  readonly host: string;
  readonly dataDir: string;
  readonly password: AdminPassword;
  readonly stamp: BuildStamp | undefined;
}

/** Prints one screen about the server that has started; in a JSON log one line, without a password. */
export function announce({ origin, host, dataDir, password, stamp }: Started): void {
  const site = origin.replace(/127\.0\.0\.1|\[::1\]/, "localhost");
  const changed = stamp ? changedSince(stamp, process.env) : [];
  const statistics = storeName(process.env, dataDir);
  if (logsJson(process.env)) {
    const admin = password.isGenerated ? `sign in with the generated password in ${password.file}` : howToSignIn(password);
    console.info("Readyslot is running.", { site, host, admin, statistics, calendar: stamp?.calOrigin ?? "unknown", isDemo: stamp?.isDemo ?? false, ...(changed.length > 0 && { changedSinceBuild: changed }) });
    return;
  }
  const everywhere = ["0.0.0.0", "::"].includes(host) ? ", and every other address of this machine" : "";
  const rows: [string, string][] = [
    ["Site", site + everywhere],
    ["Admin", `${site}/admin/metrics`],
    ["", howToSignIn(password) + (password.isGenerated ? `  (stored in ${shown(password.file)})` : "")],
    ["Statistics", `stored in ${statistics}`],
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

function storeName({ KV_REST_API_URL, REDIS_URL }: NodeJS.ProcessEnv, dataDir: string): string {
  if (KV_REST_API_URL?.trim()) return "Vercel KV";
  return REDIS_URL?.trim() ? "the Redis in REDIS_URL" : shown(join(dataDir, STORE_FILE));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function shown(file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1) : file;
}
