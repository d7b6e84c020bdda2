/** Checks a Redis or Valkey in REDIS_URL: its version, whether it keeps data over a restart, and whether the connection is encrypted. */
import { isIP } from "node:net";
import { REDIS_LIMITS } from "../../src/host/kv/kv.ts";
import { openRedisKv } from "../../src/host/kv/redis-kv.ts";
import { parseRedisUrl } from "../../src/host/kv/redis-url.ts";
import { storeRefusal } from "../../src/host/kv/store-failure.ts";
import { whyNot } from "../live-site/ask.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";

/** Returns the function that sends a command and returns its reply; undefined if the user may not send it. */
export function askRedis(url: string): (command: readonly string[]) => Promise<unknown> {
  const redis = openRedisKv(url.trim(), REDIS_LIMITS).requester({ retries: 1 });
  return async (command) => (await redis.request({ body: command })).result;
}

export async function redisFindings(url: string, ask: ReturnType<typeof askRedis>): Promise<readonly Finding[]> {
  const [server, persistence, save] = await Promise.all([ask(["INFO", "server"]), ask(["INFO", "persistence"]), ask(["CONFIG", "GET", "save"])]);
  return [versionFinding(server), persistenceFinding(persistence, save), ...encryptionFinding(url)];
}

/** The oldest releases whose commands are those that the store uses: SET with NX and EX, HSET with many fields, lists. */
const OLDEST = { redis: 6, valkey: 7 };

function versionFinding(info: unknown): Finding {
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, "m").exec(String(info))?.[1];
  const isValkey = field("valkey_version") !== undefined;
  const [name, version] = isValkey ? ["Valkey", field("valkey_version")] : ["Redis", field("redis_version")];
  if (version === undefined) return skipped("Version", "The database does not say its version. The user in REDIS_URL may not send INFO.");
  const oldest = OLDEST[isValkey ? "valkey" : "redis"];
  if (Number.parseInt(version, 10) >= oldest) return ok("Version", `${name} ${version}.`);
  return warning("Version", `${name} ${version} is older than ${oldest}.0, with which the store was not tried.`, "Update it. The tests use Redis 7.0.");
}

function persistenceFinding(info: unknown, save: unknown): Finding {
  const appends = /^aof_enabled:([01])/m.exec(String(info))?.[1];
  const snapshots = Array.isArray(save) && typeof save[1] === "string" ? save[1] : undefined;
  if (appends === "1") return ok("Persistence", "The database writes every change to its disk (appendonly).");
  if (snapshots === "") return warning("Persistence", "The database keeps everything in memory only, so a restart loses all statistics.", "Set appendonly yes in its configuration, and give it a disk that stays.");
  if (snapshots !== undefined) return warning("Persistence", `The database writes snapshots only (save ${snapshots}), so a crash loses the statistics since the last one.`, "Set appendonly yes in its configuration.");
  return skipped("Persistence", "The database does not say whether it keeps data over a restart: the user in REDIS_URL may not send INFO and CONFIG GET. Set appendonly yes in its configuration.");
}

/** No finding for a connection that stays on this machine or in its network. */
function encryptionFinding(url: string): readonly Finding[] {
  const { host, isEncrypted } = parseRedisUrl(url.trim());
  if (isEncrypted) return [ok("Encryption", "The connection to the database is encrypted.")];
  if (isNear(host)) return [];
  return [warning("Encryption", "The connection to the database is not encrypted, so its password and the samples can be read on the way.", "Use rediss:// in REDIS_URL, if the database supports TLS, or a private network. A certificate of your own authority goes into NODE_EXTRA_CA_CERTS.")];
}

/** A name without a dot, as in a container network, a name of a private zone, or a private address (RFC 1918, RFC 4193). */
function isNear(host: string): boolean {
  if (isIP(host) === 4) return /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(host);
  if (isIP(host) === 6) return /^(?:::1$|f[cde])/i.test(host);
  return !host.includes(".") || /\.(?:internal|local|localhost|lan)$/i.test(host);
}

export function redisFailure(error: unknown): Finding {
  const said = whyNot(error);
  if (/NOAUTH|WRONGPASS|invalid (?:username|password)|AUTH.*called without/i.test(said)) {
    return problem("Store", "The database refuses the user or the password.", "Compare REDIS_URL with the database's configuration (requirepass or ACL). Special characters of the password must be encoded in it.");
  }
  const refusal = storeRefusal(error);
  if (refusal) return problem("Store", refusal.reason, refusal.remedy);
  if (/certificate|self.signed|SSL|TLS|wrong version number|EPROTO/i.test(said)) {
    return problem("Store", `The encrypted connection to the database failed: ${said}.`, "If the database has no TLS, use redis:// in REDIS_URL. If its certificate is of your own authority, set NODE_EXTRA_CA_CERTS to the authority's file.");
  }
  if (/DB index is out of range/i.test(said)) return problem("Store", "The database has no such number.", "Change the number at the end of REDIS_URL, or leave it out.");
  if (/in time|within|timeout/i.test(said)) return problem("Store", "The database did not answer in time.", "Check that it runs, that REDIS_URL has its host and port, that it has TLS if REDIS_URL begins with rediss://, and that no firewall is in between.");
  return problem("Store", `The database cannot be used: ${said}.`, "Check that it runs and that REDIS_URL has its host and port.");
}
