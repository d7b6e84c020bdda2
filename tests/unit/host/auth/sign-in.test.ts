import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { rememberDevice, signedInPerson, signOut } from "../../../../src/host/auth/admin-session.ts";
import { peopleOf, type Person } from "../../../../src/host/auth/people.ts";
import { StoreNotConfiguredError, type KvClient } from "../../../../src/host/kv/kv.ts";
import { signIn, type SignInOutcome } from "../../../../src/host/auth/sign-in.ts";
import { cookieJar } from "../../../fixtures/requests/cookie-jar.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";
import { ENGINES, type Engine } from "../../../fixtures/kv/kv-engines.ts";

// Thousands of requests to a real store take longer while other tests run.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PASSWORD = "correct horse battery staple";
const ENV = { ADMIN_PASSWORD: PASSWORD };
const [OWNER] = peopleOf(ENV) as [Person];
const HOME = "203.0.113.7";
const START = new Date("2026-03-09T08:30:15.250Z");

interface Attempt {
  guess?: string;
  address?: string;
  now?: Date;
  env?: Parameters<typeof signIn>[2]["env"];
  jar?: ReturnType<typeof cookieJar>;
}

/** An attempt to sign in, with the right password unless another is given. */
function attempt(writer: KvClient, { guess = PASSWORD, address = HOME, now = START, env = ENV, jar = cookieJar() }: Attempt = {}): Promise<SignInOutcome> {
  const request = new Request("http://localhost:4321/admin/sign-in", { method: "POST", headers: { "x-real-ip": address } });
  return signIn({ cookies: jar.cookies, url: new URL(request.url), request }, guess, { env, writer: () => writer, now });
}

const isAdmin = async (...[request, env]: Parameters<typeof signedInPerson>) => (await signedInPerson(request, env)) !== undefined;

/** Addresses in different networks. */
const addressOf = (n: number) => `198.${Math.floor(n / 250)}.${n % 250}.7`;
const after = (seconds: number) => new Date(START.getTime() + seconds * 1_000);
/** So many that every limit is exceeded. */
const GUESSES = process.env.TEST_TIER === "full" ? 1_000 : 200;
const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The number of outcomes by kind. */
function tally(outcomes: SignInOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Guesses, with this many in parallel. */
async function guessAtOnce(client: KvClient, width: number, addressFor: (n: number) => string): Promise<SignInOutcome[]> {
  const outcomes = [];
  for (let from = 0; from < GUESSES; from += width) {
    outcomes.push(...(await Promise.all(numbers(width).map((i) => attempt(client, { guess: `guess ${from + i}`, address: addressFor(from + i) })))));
  }
  return outcomes;
}

beforeEach(() => {
  // Locks are logged.
  vi.spyOn(console, "warn").mockImplementation(() => {});
});

describe.each(ENGINES)("of hundreds of guesses ($name)", ({ start }) => {
  let engine: Engine;
  // One per test: a client caches the day's salt, which a flush would delete for the others.
  beforeEach(async () => {
    engine = await start();
  });
  afterEach(() => engine.close());

  test("one after the other from one address, five are checked, and the right one among the others is not", async () => {
    const outcomes = [];
    for (const i of numbers(GUESSES)) outcomes.push(await attempt(engine.client, { guess: i === GUESSES / 2 ? PASSWORD : `guess ${i}` }));
    expect(tally(outcomes)).toEqual({ wrong: 5, locked: GUESSES - 5 });
    expect(outcomes.slice(0, 5)).toEqual([4, 3, 2, 1, 0].map((triesLeft) => ({ kind: "wrong", triesLeft })));
  });

  test("none locks out another address", async () => {
    for (const i of numbers(GUESSES)) await attempt(engine.client, { guess: `guess ${i}` });
    expect(await attempt(engine.client, { address: "192.0.2.1" })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test("fifty in parallel from one address, five are checked", async () => {
    expect(tally(await guessAtOnce(engine.client, 50, () => HOME))).toEqual({ wrong: 5, locked: GUESSES - 5 });
  });

  test("one after the other from as many addresses, a hundred are checked, and then not even the right one from a new address", { tags: ["full"] }, async () => {
    const outcomes = [];
    for (const i of numbers(GUESSES)) outcomes.push(await attempt(engine.client, { guess: i === GUESSES / 2 ? PASSWORD : `guess ${i}`, address: addressOf(i) }));
    expect(tally(outcomes)).toEqual({ wrong: 100, locked: GUESSES - 100 });
    expect(await attempt(engine.client, { address: "192.0.2.1" })).toMatchObject({ kind: "locked" });
  });

  test("fifty in parallel from as many addresses, a hundred are checked", { tags: ["full"] }, async () => {
    expect(tally(await guessAtOnce(engine.client, 50, addressOf))).toEqual({ wrong: 100, locked: GUESSES - 100 });
  });

  test("over two instances, all are counted together", async () => {
    const other = engine.another().client;
    for (const i of numbers(3)) await attempt(engine.client, { guess: `guess ${i}` });
    expect(await attempt(other, { guess: "guess" })).toEqual({ kind: "wrong", triesLeft: 1 });
  });

  test("right ones do not count, one after the other or in parallel", async () => {
    for (const _ of numbers(120)) expect(await attempt(engine.client)).toEqual({ kind: "signed-in", name: "admin" });
    await Promise.all(numbers(5).map(() => attempt(engine.client)));
    expect(await attempt(engine.client, { guess: "wrong" })).toEqual({ kind: "wrong", triesLeft: 4 });
  });

  test("a right one does not reset the count of wrong ones", async () => {
    for (const i of numbers(4)) await attempt(engine.client, { guess: `guess ${i}` });
    await attempt(engine.client);
    expect(await attempt(engine.client, { guess: "wrong" })).toEqual({ kind: "wrong", triesLeft: 0 });
    expect(await attempt(engine.client)).toMatchObject({ kind: "locked" });
  });

  test("each count expires 15 minutes after its first attempt, and later ones do not extend it", async () => {
    await attempt(engine.client, { guess: "wrong" });
    const keys = new Set(engine.sent().flat().map(([, key]) => String(key)).filter((key) => key.includes(":sign-in")));
    expect(keys.size).toBe(3);
    for (const key of keys) {
      expect(await engine.client.ttl(key)).toBeGreaterThan(890);
      await engine.client.expire(key, 100);
    }
    for (const guess of ["wrong", PASSWORD]) await attempt(engine.client, { guess });
    for (const key of keys) expect(await engine.client.ttl(key)).toBeLessThanOrEqual(100);
  });
});

describe("the windows", () => {
  let now: Date;
  let kv: EmbeddedClient;
  beforeEach(() => {
    now = START;
    kv = startEmbedded(() => now);
  });
  afterEach(() => kv.close());

  const tryAt = (at: Date, what: Attempt = {}) => {
    now = at;
    return attempt(kv.writer, { now, ...what });
  };

  test("hundreds in parallel do not bypass the count, from one address or from as many", async () => {
    expect(tally(await guessAtOnce(kv.writer, GUESSES, () => HOME))).toEqual({ wrong: 5, locked: GUESSES - 5 });
    expect(tally(await guessAtOnce(kv.writer, GUESSES, addressOf))).toEqual({ wrong: 95, locked: GUESSES - 95 });
  });

  test("a locked-out address gets the time to wait, and may try again after it", async () => {
    for (const i of numbers(5)) await tryAt(START, { guess: `guess ${i}` });
    expect(await tryAt(START)).toEqual({ kind: "locked", retryAfter: 900 });
    expect(await tryAt(after(600))).toEqual({ kind: "locked", retryAfter: 300 });
    expect(await tryAt(after(899))).toEqual({ kind: "locked", retryAfter: 1 });
    expect(await tryAt(after(900))).toEqual({ kind: "signed-in", name: "admin" });
  });

  test("the total limit expires, and attempts refused meanwhile do not count", async () => {
    for (const i of numbers(100)) await tryAt(START, { guess: "guess", address: addressOf(i) });
    for (const seconds of numbers(10)) expect(await tryAt(after(seconds + 300))).toEqual({ kind: "locked", retryAfter: 600 - seconds });
    expect(await tryAt(after(900))).toEqual({ kind: "signed-in", name: "admin" });
    expect(await tryAt(after(901), { guess: "wrong" })).toEqual({ kind: "wrong", triesLeft: 4 });
  });

  test("an open session stays open during both", async () => {
    const jar = cookieJar();
    await tryAt(START, { jar });
    for (const i of numbers(GUESSES)) await tryAt(START, { guess: "guess", address: i % 2 ? HOME : addressOf(i) });
    expect(await isAdmin(jar, ENV)).toBe(true);
  });

  test("at midnight an address gets five new attempts, because its hash changes; the total count continues", async () => {
    const evening = new Date("2026-03-09T23:59:00.000Z");
    const night = new Date("2026-03-10T00:00:00.000Z");
    for (const i of numbers(99)) await tryAt(evening, { guess: "guess", address: i < 6 ? HOME : addressOf(i) });
    expect(await tryAt(evening)).toMatchObject({ kind: "locked" });
    expect(await tryAt(night, { guess: "guess" })).toEqual({ kind: "wrong", triesLeft: 4 });
    for (const i of numbers(5)) await tryAt(night, { guess: "guess", address: addressOf(i + 500) });
    expect(await tryAt(night, { address: "192.0.2.1" })).toMatchObject({ kind: "locked" });
  });

  test("an IPv6 visitor's network has five attempts, not each of its addresses", async () => {
    for (const i of numbers(5)) await tryAt(START, { guess: "guess", address: `2001:db8:1:2::${i}` });
    expect(await tryAt(START, { address: "2001:db8:1:2:ffff::1" })).toMatchObject({ kind: "locked" });
    expect(await tryAt(START, { address: "2001:db8:1:3::1" })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test("a home line has ten attempts, from any number of its addresses", async () => {
    const outcomes = [];
    for (const i of numbers(100)) outcomes.push(await tryAt(START, { guess: "guess", address: `2001:db8:1:2${i.toString(16).padStart(2, "0")}::1` }));
    expect(tally(outcomes)).toEqual({ wrong: 10, locked: 90 });
    expect(await tryAt(START, { address: "2001:db8:1:300::1" })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test.each([
    ["an IPv4 /24", (n: number) => `203.0.113.${n + 1}`, "203.0.114.1"],
    ["an IPv6 /48", (n: number) => `2001:db8:1:${n.toString(16)}00::1`, "2001:db8:2::1"],
  ])("%s has 25 attempts, a quarter of the total", async (_name, inside, outside) => {
    const outcomes = [];
    for (const i of numbers(100)) outcomes.push(await tryAt(START, { guess: "guess", address: inside(i) }));
    expect(tally(outcomes)).toEqual({ wrong: 25, locked: 75 });
    expect(await tryAt(START, { address: outside })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test("an attempt that a network's limit refuses does not count against its address", async () => {
    for (const i of numbers(25)) await tryAt(START, { guess: "guess", address: `203.0.113.${i + 10}` });
    for (const _ of numbers(10)) expect(await tryAt(START)).toMatchObject({ kind: "locked" });
    expect(await tryAt(after(900), { guess: "wrong" })).toEqual({ kind: "wrong", triesLeft: 4 });
  });

  test("a lock is logged once, without the address", async () => {
    const log = vi.spyOn(console, "warn").mockImplementation(() => {});
    for (const _ of numbers(20)) await tryAt(START, { guess: "guess" });
    expect(log.mock.calls).toEqual([[expect.stringMatching(/^Sign-in: 5 wrong passwords from one address\. Further attempts are refused for 900 s\./)]]);
    for (const i of numbers(200)) await tryAt(START, { guess: "guess", address: addressOf(i) });
    expect(log.mock.calls.slice(1)).toEqual([[expect.stringMatching(/^Sign-in: 100 wrong passwords from all devices that have not signed in before\./)]]);
    expect(log.mock.calls.join()).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
  });

  test("the store gets neither the address nor the guess", async () => {
    await tryAt(START, { guess: "a guess of mine" });
    const sent = JSON.stringify(kv.requests);
    for (const secret of [HOME, "a guess of mine", createHash("sha256").update(HOME).digest("hex").slice(0, 16)]) expect(sent).not.toContain(secret);
    expect(sent).toMatch(/readyslot:v3:sign-in:[0-9a-f]{16}"/);
  });
});

/** A browser in which the admin has signed in and opened a page. */
async function knownDevice(client: KvClient): Promise<ReturnType<typeof cookieJar>> {
  const jar = cookieJar();
  await attempt(client, { jar });
  const request = new Request("http://localhost:4321/admin/metrics");
  await rememberDevice({ cookies: jar.cookies, url: new URL(request.url), request }, OWNER);
  return jar;
}

describe("a device that has signed in before", () => {
  let kv: EmbeddedClient;
  beforeEach(() => {
    kv = startEmbedded(() => START);
  });
  afterEach(() => kv.close());

  /** Uses up the total limit, and that of the admin's own address. */
  const besiege = async () => {
    for (const i of numbers(300)) await attempt(kv.writer, { guess: "guess", address: i < 10 ? HOME : addressOf(i) });
    expect(await attempt(kv.writer)).toMatchObject({ kind: "locked" });
    expect(await attempt(kv.writer, { address: "192.0.2.1" })).toMatchObject({ kind: "locked" });
  };

  test("can sign in from any address, whatever attackers have tried", async () => {
    const jar = await knownDevice(kv.writer);
    await besiege();
    expect(await attempt(kv.writer, { jar })).toEqual({ kind: "signed-in", name: "admin" });
    expect(await attempt(kv.writer, { jar, address: "192.0.2.1" })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test("is remembered after signing out, with a cookie that scripts and other sites cannot use", async () => {
    const jar = await knownDevice(kv.writer);
    expect(jar.said.get("readyslot-device")).toMatchObject({ httpOnly: true, sameSite: "strict", path: "/admin", maxAge: 400 * 24 * 60 * 60 });
    const request = new Request("http://localhost:4321/admin/sign-in");
    signOut({ cookies: jar.cookies, url: new URL(request.url), request });
    expect(await isAdmin(jar, ENV)).toBe(false);
    await besiege();
    expect(await attempt(kv.writer, { jar })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test("has five attempts, which all copies of its cookie share", async () => {
    const jar = await knownDevice(kv.writer);
    const copy = cookieJar({ "readyslot-device": String(jar.said.get("readyslot-device")?.value) });
    for (const left of [4, 3]) expect(await attempt(kv.writer, { guess: "wrong", jar })).toEqual({ kind: "wrong", triesLeft: left });
    for (const left of [2, 1, 0]) expect(await attempt(kv.writer, { guess: "wrong", jar: copy, address: "192.0.2.1" })).toEqual({ kind: "wrong", triesLeft: left });
    expect(await attempt(kv.writer, { jar })).toEqual({ kind: "locked", retryAfter: 900 });
    // Its wrong passwords do not count against others.
    expect(await attempt(kv.writer, { guess: "wrong" })).toEqual({ kind: "wrong", triesLeft: 4 });
  });

  test("cannot sign in without the password", async () => {
    const jar = await knownDevice(kv.writer);
    const device = cookieJar({ "readyslot-device": String(jar.said.get("readyslot-device")?.value) });
    expect(await isAdmin(device, ENV)).toBe(false);
    const renamed = cookieJar({ "readyslot-admin": String(jar.said.get("readyslot-device")?.value) });
    expect(await isAdmin(renamed, ENV)).toBe(false);
  });

  test("is known while its session is open, before it has opened a page", async () => {
    const jar = cookieJar();
    await attempt(kv.writer, { jar });
    await besiege();
    expect(await attempt(kv.writer, { jar })).toEqual({ kind: "signed-in", name: "admin" });
  });

  test.each(["", "made up", "Fe26.2*1*a*b*c*d*e*f"])("is not known by a forged cookie: %j", async (cookie) => {
    await besiege();
    expect(await attempt(kv.writer, { jar: cookieJar({ "readyslot-device": cookie, "readyslot-admin": cookie }) })).toMatchObject({ kind: "locked" });
  });

  test("is forgotten when the password changes", async () => {
    const jar = await knownDevice(kv.writer);
    await besiege();
    const env = { ADMIN_PASSWORD: "another password" };
    expect(await attempt(kv.writer, { jar, env, guess: env.ADMIN_PASSWORD })).toMatchObject({ kind: "locked" });
  });
});

function unconfigured(): never {
  throw new StoreNotConfiguredError({ kind: "none" });
}

describe("if attempts cannot be counted", () => {
  let kv: EmbeddedClient;
  beforeEach(() => {
    kv = startEmbedded(() => START);
    vi.spyOn(console, "error").mockImplementation(() => {});
  });
  afterEach(() => kv.close());

  test("the right password is refused while the store does not answer, with the reason", async () => {
    kv.before = () => Promise.reject(new Error("no answer"));
    const jar = cookieJar();
    expect(await attempt(kv.writer, { jar })).toMatchObject({ kind: "no-store", failure: { code: "store-unavailable" }, retryAfter: 30 });
    expect(jar.said.size).toBe(0);
  });

  test("a store that is not configured is answered with the settings", async () => {
    const request = new Request("http://localhost/admin/sign-in");
    const outcome = await signIn({ cookies: cookieJar().cookies, url: new URL(request.url), request }, PASSWORD, { env: ENV, writer: unconfigured, now: START });
    expect(outcome).toMatchObject({ kind: "no-store", failure: { code: "store-not-configured", problem: { kind: "none" } } });
  });

  test("a store that fails after the password was accepted does not prevent the sign-in", async () => {
    // The salt, the counts of the address, its network and the total; then the requests that undo them.
    kv.before = () => (kv.requests.length < 4 ? Promise.resolve() : Promise.reject(new Error("no answer")));
    expect(await attempt(kv.writer)).toEqual({ kind: "signed-in", name: "admin" });
  });
});

describe("refused without a request to the store:", () => {
  let kv: EmbeddedClient;
  beforeEach(() => {
    kv = startEmbedded(() => START);
  });
  afterEach(() => kv.close());

  test("an input of more than 1,000 characters, even the right one", async () => {
    const long = "a".repeat(1_001);
    expect(await attempt(kv.writer, { guess: long, env: { ADMIN_PASSWORD: long } })).toEqual({ kind: "too-long" });
    expect(kv.requests).toEqual([]);
  });

  test.each([
    [{}, { kind: "no-password" }],
    [{ ...ENV, ADMIN_PASSWORD_HASH: "broken" }, { kind: "no-password", problem: expect.stringContaining("npm run hash-password") }],
  ])("any input if no valid password is set (%j)", async (env, outcome) => {
    for (const guess of ["", PASSWORD, "broken"]) expect(await attempt(kv.writer, { guess, env })).toEqual(outcome);
    expect(kv.requests).toEqual([]);
  });
});

test("a password of 1,000 characters works", async () => {
  const kv = startEmbedded(() => START);
  const long = "a".repeat(1_000);
  expect(await attempt(kv.writer, { guess: long, env: { ADMIN_PASSWORD: long } })).toEqual({ kind: "signed-in", name: "admin" });
  kv.close();
});
