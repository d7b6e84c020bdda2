import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectKv, type Kv } from "../../../../src/host/kv/kv.ts";
import { countHeroView, isShown, readHeroViews } from "../../../../src/metrics/ingest/hero-views.ts";
import { OPENINGS_PER_DAY } from "../../../../src/metrics/ingest/sender-limits.ts";

const SHOWN = { "sec-fetch-dest": "image", "sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };

let folder: string;
let kv: Kv;
let day = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  kv = connectKv({ DATA_DIR: folder });
  day++;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = () => new Date(Date.UTC(2026, 2, day, 12));
const count = (address: string, { value = "short:a", headers = {}, now = at(), zone = "UTC" }: { value?: string; headers?: Record<string, string>; now?: Date; zone?: string } = {}) =>
  countHeroView(new Request("https://site.example/", { headers: { ...SHOWN, "x-real-ip": address, ...headers } }), value, { connect: () => kv, now, zone });
const read = async (...days: string[]) => Object.fromEntries(await readHeroViews(kv, days.length > 0 ? days : [at().toISOString().slice(0, 10)]));

test("visitors are counted by version and by day of the site's zone", async () => {
  await Promise.all([count("203.0.113.1"), count("203.0.113.2"), count("203.0.113.3", { value: "short:b" })]);
  expect(await read()).toEqual({ "short:a": 2, "short:b": 1 });
  // In Tokyo it is the next day already.
  await count("203.0.113.4", { now: new Date(Date.UTC(2026, 2, day, 20)), zone: "Asia/Tokyo" });
  const next = new Date(Date.UTC(2026, 2, day + 1)).toISOString().slice(0, 10);
  expect(await read(next)).toEqual({ "short:a": 1 });
  expect(await read(at().toISOString().slice(0, 10), next)).toEqual({ "short:a": 3, "short:b": 1 });
});

test("nobody counts more often than it may send openings", async () => {
  for (let i = 0; i < OPENINGS_PER_DAY + 20; i++) await count("203.0.113.1");
  await count("203.0.113.2");
  expect(await read()).toEqual({ "short:a": OPENINGS_PER_DAY + 1 });
});

describe("not counted is", () => {
  test.each([
    ["a crawler", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
    ["a page that is loaded in advance", { "sec-purpose": "prefetch;prerender" }],
    ["another website", { "sec-fetch-site": "cross-site" }],
    ["the address in the address bar", { "sec-fetch-dest": "document", "sec-fetch-site": "none" }],
  ])("%s", async (_name, headers) => {
    await count("203.0.113.1", { headers: headers as unknown as Record<string, string> });
    expect(await read()).toEqual({});
  });

  test("a program that sends none of a browser's headers, other than an old Safari", () => {
    expect(isShown(new Headers({ accept: "*/*" }))).toBe(false);
    expect(isShown(new Headers({ accept: "image/webp,image/avif,*/*;q=0.8" }))).toBe(true);
  });
});

test("without a store, nothing fails", async () => {
  const view = { connect: () => { throw new Error("down"); }, now: at(), zone: "UTC" };
  await expect(countHeroView(new Request("https://site.example/", { headers: SHOWN }), "short:a", view)).resolves.toBeUndefined();
});
