import { checkBearerToken, type SettingList } from "../settings/setting.ts";
import { parseRedisUrl } from "./redis-url.ts";

export const kvSettings = {
  DATA_DIR: {
    purpose: "the folder of the embedded store and of the generated admin password",
    example: ".data",
    readBy: "server",
    isSecret: false,
  },
  KV_REST_API_URL: {
    purpose: "the address of the Vercel KV database that stores the metrics",
    example: "https://eu1-example-12345.upstash.io",
    readBy: "server",
    isSecret: false,
    neededOn: "production",
    insteadOf: ["REDIS_URL"],
    check: checkKvUrl,
  },
  KV_REST_API_TOKEN: {
    purpose: "the token that may read and write the Vercel KV database",
    example: "AYNgASQgN2ZiY2E3",
    readBy: "server",
    isSecret: true,
    neededOn: "production",
    insteadOf: ["REDIS_URL"],
    check: checkKvToken,
  },
  REDIS_URL: {
    purpose: "the address of a Redis or Valkey that stores the metrics, if there is no Vercel KV; rediss:// encrypts the connection",
    example: "rediss://site:9rXvLqT2mZ@redis.example.com:6379/0",
    readBy: "server",
    isSecret: true,
    // Databases of Vercel's marketplace set all of them.
    unless: "KV_REST_API_URL",
    check: (value) => void parseRedisUrl(value),
  },
} satisfies SettingList;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Checks KV_REST_API_URL. The same page at Vercel also shows a "redis://…" address, which contains the
 * password; the client would repeat all of it in its error, which is logged.
 *
 * @throws {TypeError} that repeats nothing of the value.
 */
export function checkKvUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  if (url && isSafe && !url.username && !url.password) return;
  const found = url?.protocol.startsWith("redis") ? "is a redis: address, not the database's REST address. A Redis without REST belongs in REDIS_URL" : "is not an https address, or contains a user name";
  throw new TypeError(`KV_REST_API_URL ${found}. Copy KV_REST_API_URL from the database's page at Vercel, for example "https://eu1-example-12345.upstash.io".`);
}

/** @throws {TypeError} that repeats nothing of the value. */
export function checkKvToken(token: string): void {
  checkBearerToken("KV_REST_API_TOKEN", token, "Copy it again from the database's page at Vercel.");
}
