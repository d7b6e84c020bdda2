import { sealData } from "iron-session";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSession, signedInPerson, signOut } from "../../../../src/host/auth/admin-session.ts";
import { mayReadMetrics } from "../../../../src/host/auth/api-access.ts";
import { peopleOf, type PeopleEnv } from "../../../../src/host/auth/people.ts";
import { cookieJar } from "../../../fixtures/requests/cookie-jar.ts";

const COOKIE = "readyslot-admin";
const ENV = { ADMIN_PASSWORD: "correct horse battery staple" };
const NOW = new Date("2026-03-09T08:30:00.000Z");
const HOUR_MS = 60 * 60 * 1_000;

/** Has the format of a hash, which is all that a session needs. */
const hashWith = (salt: string) => `scrypt:32768:8:3:${salt.repeat(22)}:${"c".repeat(43)}`;

/** The expiry of a seal in ms, which it contains in plain text. */
const endOf = (seal: string) => Number(seal.split("*")[5]);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const visit = (jar = cookieJar(), { address = "http://localhost:4321/admin/sign-in", headers = {} }: { address?: string; headers?: Record<string, string> } = {}) => ({
  cookies: jar.cookies,
  url: new URL(address),
  request: new Request(address, { headers }),
});

/** The attributes of the cookie that a sign-in sets. */
async function signedIn(env: PeopleEnv = ENV, jar = cookieJar(), surroundings = {}) {
  const [person] = peopleOf(env);
  if (!person) throw new Error("Expected a person.");
  await openSession(visit(jar, surroundings), person);
  const { value, ...attributes } = jar.said.get(COOKIE) ?? {};
  return { value: String(value), attributes };
}

const isAdmin = async (request: Parameters<typeof signedInPerson>[0], env: PeopleEnv) => (await signedInPerson(request, env)) !== undefined;
const isAdminWith = (seal: string, env: PeopleEnv = ENV) => isAdmin(cookieJar({ [COOKIE]: seal }), env);

describe("a session's cookie", () => {
  test("is valid for 12 hours, and scripts and other sites cannot use it", async () => {
    const { value, attributes } = await signedIn();
    expect(await isAdminWith(value)).toBe(true);
    expect(attributes).toEqual({ httpOnly: true, sameSite: "strict", secure: false, path: "/", maxAge: 12 * 60 * 60 });
  });

  test.each([
    ["https", { address: "https://readyslot.example/admin/sign-in" }, true],
    ["https at the edge alone", { headers: { "x-forwarded-proto": "https" } }, true],
    ["https at the first of two proxies", { headers: { "x-forwarded-proto": "https, http" } }, true],
    ["http on this machine", { headers: { "x-forwarded-proto": "http" } }, false],
    ["https that says it came by http", { address: "https://readyslot.example/", headers: { "x-forwarded-proto": "http" } }, true],
  ])("over %s is Secure: %j %j", async (_name, surroundings, secure) => {
    expect((await signedIn(ENV, cookieJar(), surroundings)).attributes.secure).toBe(secure);
  });

  test("is new at each sign-in, with its time", async () => {
    const jar = cookieJar();
    const first = await signedIn(ENV, jar);
    vi.setSystemTime(NOW.getTime() + HOUR_MS);
    const second = await signedIn(ENV, jar);
    expect(second.value).not.toBe(first.value);
    expect(endOf(second.value) - endOf(first.value)).toBe(HOUR_MS);
  });

  test("is new even if the browser sends a valid one", async () => {
    const planted = (await signedIn()).value;
    expect((await signedIn(ENV, cookieJar({ [COOKIE]: planted }))).value).not.toBe(planted);
  });

  test("is valid to the last second of 12 hours and not longer, even if the browser keeps it", async () => {
    const { value } = await signedIn();
    vi.setSystemTime(NOW.getTime() + 12 * HOUR_MS - 1_000);
    expect(await isAdminWith(value)).toBe(true);
    vi.setSystemTime(NOW.getTime() + 12 * HOUR_MS);
    expect(await isAdminWith(value)).toBe(false);
  });
});

describe("a request has no session", () => {
  test("without a cookie", async () => {
    expect(await isAdmin(cookieJar(), ENV)).toBe(false);
  });

  test("with a cookie that was sealed with another password", async () => {
    expect(await isAdminWith((await signedIn()).value, { ADMIN_PASSWORD: "another password" })).toBe(false);
  });

  test("with a cookie from before the password was replaced by a hash, or the hash by another", async () => {
    const [one, other] = [hashWith("a"), hashWith("b")];
    expect(await isAdminWith((await signedIn()).value, { ...ENV, ADMIN_PASSWORD_HASH: one })).toBe(false);
    const { value } = await signedIn({ ADMIN_PASSWORD_HASH: one });
    expect(await isAdminWith(value, { ADMIN_PASSWORD_HASH: one })).toBe(true);
    expect(await isAdminWith(value, { ADMIN_PASSWORD_HASH: other })).toBe(false);
  });

  test("with a cookie of which any character was changed", async () => {
    const seal = (await signedIn()).value.replace(/~\d+$/, "");
    // Some bits of a part's last base64 character are unused.
    const places = [...seal].flatMap((_, at) => (seal[at + 1] === "*" || at === seal.length - 1 ? [] : [at]));
    const accepted = await Promise.all(places.map((at) => isAdminWith(`${seal.slice(0, at)}${seal[at] === "A" ? "B" : "A"}${seal.slice(at + 1)}`)));
    expect(places.length).toBeGreaterThan(200);
    expect(places.filter((_, i) => accepted[i])).toEqual([]);
  });

  test.each(["isAdmin=true", '{"isAdmin":true}', "Fe26.2**", "Fe26.2*1*forged", "*".repeat(7), "", "a".repeat(8_000), "\u0000"])("with a forged cookie (%j)", async (seal) => {
    expect(await isAdminWith(seal)).toBe(false);
  });

  test("with a cookie sealed with the password itself, or its hash", async () => {
    for (const password of [ENV.ADMIN_PASSWORD.padEnd(32), "readyslot admin session".padEnd(32)]) {
      expect(await isAdminWith(await sealData({ isAdmin: true }, { password }))).toBe(false);
    }
  });

  test.each([{}, { ADMIN_PASSWORD: "" }, { ...ENV, ADMIN_PASSWORD_HASH: "broken" }])("if no valid password is set (%j)", async (env) => {
    expect(await isAdminWith((await signedIn()).value, env)).toBe(false);
  });
});

test("signing out deletes the cookie with the attributes that it was set with", async () => {
  const surroundings = { address: "https://readyslot.example/admin/sign-in" };
  const jar = cookieJar();
  const { maxAge: _, ...attributes } = (await signedIn(ENV, jar, surroundings)).attributes;
  signOut(visit(jar, surroundings));
  expect(jar.said.get(COOKIE)).toEqual(attributes);
  expect(await isAdmin(jar, ENV)).toBe(false);
});

const read = (headers: Record<string, string>, jar = cookieJar()) => mayReadMetrics(visit(jar, { headers }), { ...ENV, METRICS_TOKEN: "token" });

describe("the metrics", () => {
  test("are readable with the session or the token", async () => {
    const jar = cookieJar({ [COOKIE]: (await signedIn()).value });
    expect(await read({})).toBe(false);
    expect(await read({}, jar)).toBe(true);
    expect(await read({ authorization: "Bearer token" })).toBe(true);
  });

  test("are not readable with a wrong token, even with a session", async () => {
    expect(await read({ authorization: "Bearer wrong" }, cookieJar({ [COOKIE]: (await signedIn()).value }))).toBe(false);
  });
});
