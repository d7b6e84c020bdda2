import { beforeEach, describe, expect, test, vi } from "vitest";
import { openSession, rememberDevice, knownDevice, signedInPerson } from "../../../../src/host/auth/admin-session.ts";
import { metricsReader } from "../../../../src/host/auth/api-access.ts";
import { hashPassword, isHashOf } from "../../../../src/host/auth/password-hash.ts";
import { parsePeople, peopleOf, personNamed, type Person } from "../../../../src/host/auth/people.ts";
import { signIn } from "../../../../src/host/auth/sign-in.ts";
import { signInAnswer } from "../../../../src/host/auth/sign-in-answer.ts";
import { viewerOf, type Permission } from "../../../../src/host/auth/viewer.ts";
import { ENGLISH } from "../../../../src/host/words/words.ts";
import { startEmbedded } from "../../../fixtures/kv/embedded-client.ts";
import { cookieJar } from "../../../fixtures/requests/cookie-jar.ts";

vi.mock("../../../../src/host/auth/password-hash.ts", { spy: true });

// Hashing is slow by design.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NOW = new Date("2026-03-09T08:30:00.000Z");
const hashWith = (letter: string) => `scrypt:32768:8:3:${letter.repeat(22)}:${"c".repeat(43)}`;
const OWNER = { ADMIN_PASSWORD: "correct horse battery staple" };
const ENV = { ...OWNER, ADMINS: `Anna admin ${hashWith("a")}, Ben Müller viewer ${hashWith("b")}` };

const named = (name: string, env: Parameters<typeof peopleOf>[0] = ENV): Person => {
  const person = personNamed(peopleOf(env), name);
  if (!person) throw new Error(`Expected ${name}.`);
  return person;
};

function visit(jar = cookieJar(), headers: Record<string, string> = {}) {
  const request = new Request("http://localhost:4321/admin/sign-in", { headers });
  return { cookies: jar.cookies, url: new URL(request.url), request };
}

async function sessionOf(person: Person, jar = cookieJar()) {
  await openSession(visit(jar), person);
  return jar;
}

const nobodysStore = () => {
  throw new Error("The store is not asked for a person's session.");
};
const viewer = (jar: ReturnType<typeof cookieJar>, env: Parameters<typeof peopleOf>[0] = ENV) => viewerOf(jar, { env, kv: nobodysStore, now: NOW });

describe("the list of people", () => {
  test("has the owner first, and names with spaces", () => {
    expect(peopleOf(ENV).map(({ name, role }) => [name, role])).toEqual([["admin", "admin"], ["Anna", "admin"], ["Ben Müller", "viewer"]]);
  });

  test("may have line breaks, semicolons and empty entries", () => {
    expect(parsePeople(`\nAnna  admin ${hashWith("a")};\n\tBen viewer\t${hashWith("b")},\n`).map(({ name }) => name)).toEqual(["Anna", "Ben"]);
  });

  test("needs no owner", () => {
    expect(peopleOf({ ADMINS: ENV.ADMINS }).map(({ name }) => name)).toEqual(["Anna", "Ben Müller"]);
  });

  test("that has one wrong entry lets only the owner in", () => {
    expect(peopleOf({ ...ENV, ADMINS: `${ENV.ADMINS}, Eve boss ${hashWith("e")}` }).map(({ name }) => name)).toEqual(["admin"]);
  });

  test.each([
    [`Anna admin ${hashWith("a")}, hidden`, /^Entry 2 of ADMINS is not a name/],
    [`Anna Admin ${hashWith("a")}`, /^Entry 1 of ADMINS has no role/],
    [`Anna admin hidden-password`, /^Entry 1 of ADMINS has no valid hash/],
    [`Anna admin ADMIN_PASSWORD_HASH=${hashWith("a")}`, /without "ADMIN_PASSWORD_HASH="/],
    [`ADMIN viewer ${hashWith("a")}`, /belongs to ADMIN_PASSWORD/],
    [`Anna admin ${hashWith("a")}, aNNa viewer ${hashWith("b")}`, /^Entry 2 of ADMINS has the name of an earlier/],
    [`${"A".repeat(41)} admin ${hashWith("a")}`, /40 letters at most/],
    [`<b> admin ${hashWith("a")}`, /unusual characters/],
    [`An\u202ena admin ${hashWith("a")}`, /unusual characters/],
    [Array.from({ length: 51 }, (_, i) => `P${i} viewer ${hashWith("a")}`).join(","), /51 entries/],
  ])("%j is refused, and no hash is repeated", (text, message) => {
    expect(() => parsePeople(text)).toThrow(message);
    const said = (() => {
      try {
        return String(parsePeople(text));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(said).not.toMatch(/hidden|aaaaaaa/);
  });
});

describe("a session", () => {
  test("carries the name, and the role is that of the setting", async () => {
    const jar = await sessionOf(named("ben müller"));
    expect(await viewer(jar)).toMatchObject({ name: "Ben Müller", role: "viewer" });
    expect(await viewer(jar, { ...ENV, ADMINS: ENV.ADMINS.replace("viewer", "admin") })).toMatchObject({ role: "admin" });
  });

  test("ends when the person is removed or gets another password, and nobody else's does", async () => {
    const [anna, ben] = [await sessionOf(named("Anna")), await sessionOf(named("Ben Müller"))];
    const without = { ...ENV, ADMINS: `Anna admin ${hashWith("a")}` };
    expect([await viewer(anna, without), await viewer(ben, without)]).toEqual([expect.objectContaining({ name: "Anna" }), undefined]);
    const changed = { ...ENV, ADMINS: ENV.ADMINS.replace(hashWith("b"), hashWith("d")) };
    expect([await viewer(anna, changed), await viewer(ben, changed)]).toEqual([expect.objectContaining({ name: "Anna" }), undefined]);
    expect(await viewer(ben, { ...ENV, ADMIN_PASSWORD: "another password" })).toMatchObject({ name: "Ben Müller" });
  });

  test("does not end or change its person when the list is reordered", async () => {
    const jar = await sessionOf(named("Ben Müller"));
    expect(await viewer(jar, { ...OWNER, ADMINS: ENV.ADMINS.split(",").toReversed().join(",") })).toMatchObject({ name: "Ben Müller", role: "viewer" });
  });

  test("is nobody else's, even if two people were given the same hash", async () => {
    const env = { ADMINS: `Anna admin ${hashWith("a")}, Ben viewer ${hashWith("a")}` };
    const seal = String((await sessionOf(named("Ben", env))).said.get("readyslot-admin")?.value);
    const annas = String((await sessionOf(named("Anna", env))).said.get("readyslot-admin")?.value);
    const forged = seal.replace(/^Fe26\.2\*\d+/, /^Fe26\.2\*\d+/.exec(annas)?.[0] ?? "");
    expect(await viewer(cookieJar({ "readyslot-admin": seal }), env)).toMatchObject({ name: "Ben", role: "viewer" });
    expect(await viewer(cookieJar({ "readyslot-admin": forged }), env)).toBeUndefined();
  });

  test("cannot be made from another cookie of the same person", async () => {
    const jar = await sessionOf(named("Anna"));
    await rememberDevice(visit(jar), named("Anna"));
    const device = String(jar.said.get("readyslot-device")?.value);
    expect(await signedInPerson(cookieJar({ "readyslot-admin": device }), ENV)).toBeUndefined();
  });

  test("makes a device known for its own person only", async () => {
    const jar = await sessionOf(named("Ben Müller"));
    await rememberDevice(visit(jar), named("Ben Müller"));
    expect(await knownDevice(jar, named("Ben Müller"))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await knownDevice(jar, named("admin"))).toBeUndefined();
  });
});

describe("a role", () => {
  const ALL: Permission[] = ["see-visits", "export", "export-visits", "write", "manage"];
  test.each([
    ["admin", ALL],
    ["Anna", ALL],
    ["Ben Müller", ["see-visits", "export"]],
  ])("%s may do %j", async (name, may) => {
    const who = await viewer(await sessionOf(named(name)));
    expect(ALL.filter((what) => who?.may(what))).toEqual(may);
  });

  test("decides what the API gives; the token's program is an admin", async () => {
    const env = { ...ENV, METRICS_TOKEN: "token" };
    const reader = await metricsReader(visit(await sessionOf(named("Ben Müller"))), env);
    expect([reader?.may("export"), reader?.may("export-visits")]).toEqual([true, false]);
    expect((await metricsReader(visit(cookieJar(), { authorization: "Bearer token" }), env))?.may("export-visits")).toBe(true);
    expect(await metricsReader(visit(), env)).toBeUndefined();
  });
});

/** The costs of the hashes that an attempt under this name computes. */
const hashesFor = async (name: string, people: string) => {
  vi.mocked(isHashOf).mockClear();
  const kv = startEmbedded(() => NOW);
  await signIn(visit(), "a wrong password", { env: { ADMINS: people }, name, writer: () => kv.writer, now: NOW });
  kv.close();
  return vi.mocked(isHashOf).mock.calls.map(([{ cost }]) => cost);
};

describe("signing in by name", () => {
  let passwords: { anna: string; env: { ADMIN_PASSWORD: string; ADMINS: string } };
  beforeEach(async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    passwords ??= { anna: "annas own long password", env: { ...OWNER, ADMINS: `Anna viewer ${await hashPassword("annas own long password")}` } };
  });

  test("takes the person's own password, in whatever case the name is, and no other's", async () => {
    const kv = startEmbedded(() => NOW);
    const attempt = (name: string, guess: string) => {
      const jar = cookieJar();
      return signIn(visit(jar, { "x-real-ip": "203.0.113.7" }), guess, { env: passwords.env, name, writer: () => kv.writer, now: NOW });
    };
    expect(await attempt(" anna ", passwords.anna)).toEqual({ kind: "signed-in", name: "Anna" });
    expect(await attempt("", OWNER.ADMIN_PASSWORD)).toEqual({ kind: "signed-in", name: "admin" });
    expect(await attempt("Anna", OWNER.ADMIN_PASSWORD)).toEqual({ kind: "wrong", triesLeft: 4 });
    expect(await attempt("admin", passwords.anna)).toEqual({ kind: "wrong", triesLeft: 3 });
    expect(await attempt("nobody", passwords.anna)).toEqual({ kind: "wrong", triesLeft: 2 });
    kv.close();
  });

  test("an unknown name costs a hash as well, so that the time does not show who there is", async () => {
    expect(await hashesFor("nobody", passwords.env.ADMINS)).toEqual(await hashesFor("Anna", passwords.env.ADMINS));
    expect(await hashesFor("nobody", passwords.env.ADMINS)).toHaveLength(1);
  });

  test("fails with one message for a wrong name and a wrong password", () => {
    expect(signInAnswer({ kind: "wrong", triesLeft: 4 }, ENV, ENGLISH).message).toBe("Wrong name or password. 4 attempts left.");
  });

  test("says that the list is wrong if there is nobody else", async () => {
    const outcome = await signIn(visit(), "guess", { env: { ADMINS: "hidden" }, writer: nobodysStore, now: NOW });
    expect(outcome).toMatchObject({ kind: "no-password", problem: expect.stringContaining("ADMINS") });
    expect(signInAnswer(outcome as Extract<typeof outcome, { kind: "no-password" }>, {}, ENGLISH).message).toContain("ADMINS is not a valid list");
  });
});
