/** What is kept of people: share links, and the list of sign-ins and changes. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AUDITED, readAudit, recordChange, type AuditEvent } from "../../src/host/auth/audit.ts";
import { closeShare, guestOf, listShares, makeShare, MOST_SHARES, openShare, revokeShare } from "../../src/host/auth/share-links.ts";
import { viewerOf } from "../../src/host/auth/viewer.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { cookieJar } from "../fixtures/requests/cookie-jar.ts";

const ENV = { ADMIN_PASSWORD: "correct horse battery staple" };
/** A cookie's seal is checked by the real clock. */
const NOW = new Date();
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const LINK = { name: "Client", by: "Anna", days: 30, now: NOW };

function visit(jar = cookieJar(), headers: Record<string, string> = {}) {
  const request = new Request("http://localhost:4321/admin/metrics", { headers });
  return { cookies: jar.cookies, url: new URL(request.url), request };
}

describe.each(ENGINES)("over $name", ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.close());
  beforeEach(() => engine.flush());

  const made = async (link: Partial<typeof LINK> = {}) => {
    const token = await makeShare(engine.kv, { ...LINK, ...link });
    if (token === undefined) throw new Error("Expected a link.");
    return token;
  };
  const surroundings = (now = NOW) => ({ env: ENV, kv: () => engine.kv, now });
  /** A browser that has opened the link. */
  async function guest(token: string, now = NOW) {
    const jar = cookieJar();
    await openShare(visit(jar), token, surroundings(now));
    return jar;
  }

  describe("a share link", () => {
    test("lets a browser in as a guest, who may nothing but look", async () => {
      const jar = await guest(await made());
      const who = await viewerOf(visit(jar), surroundings());
      expect(who).toMatchObject({ name: "Client", role: "guest" });
      expect((["see-visits", "export", "export-visits", "write", "manage"] as const).filter((what) => who?.may(what))).toEqual([]);
      expect(jar.said.get("readyslot-share")).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/admin" });
    });

    test("has a new token each time, of which only the hash is kept", async () => {
      const tokens = [await made(), await made()];
      expect(new Set(tokens).size).toBe(2);
      const kept = JSON.stringify(await engine.client.hgetall("readyslot:v3:shares"));
      for (const token of tokens) {
        expect(token).toMatch(/^[\w-]{43}$/);
        expect(kept).not.toContain(token);
        expect(kept).toContain(createHash("sha256").update(token).digest("hex"));
      }
    });

    test("that was revoked ends what was opened with it, at once and on every instance", async () => {
      const token = await made();
      const jar = await guest(token);
      const [link] = await listShares(engine.kv, NOW);
      expect(await revokeShare(engine.kv, link?.id ?? "", NOW)).toBe("Client");
      expect(await guestOf(visit(jar), { ...surroundings(), kv: () => engine.another() })).toBeUndefined();
      expect(await openShare(visit(), token, surroundings())).toBeUndefined();
      expect(await revokeShare(engine.kv, link?.id ?? "", NOW)).toBeUndefined();
    });

    test("is valid until it expires, and not longer", async () => {
      const token = await made({ days: 7 });
      const jar = await guest(token);
      const almost = new Date(later(7).getTime() - 1);
      expect(await guestOf(visit(jar), surroundings(almost))).toMatchObject({ name: "Client" });
      expect(await guestOf(visit(jar), surroundings(later(7)))).toBeUndefined();
      expect(await openShare(visit(), token, surroundings(later(7)))).toBeUndefined();
      expect(await listShares(engine.kv, later(7))).toEqual([]);
      expect(await engine.client.hgetall("readyslot:v3:shares")).toBeNull();
    });

    test.each(["", "x", "a".repeat(43), "../../admin", "a".repeat(5_000), "%00", "*"])("cannot be guessed: %j", async (token) => {
      await made();
      expect(await openShare(visit(), token, surroundings())).toBeUndefined();
      expect(await guestOf(visit(cookieJar({ "readyslot-share": token })), surroundings())).toBeUndefined();
    });

    test("cannot be used as a cookie without the seal, and a forged cookie costs no command", async () => {
      const token = await made();
      const before = engine.requests();
      for (const forged of [token, `Fe26.2*1*${token}`, JSON.stringify({ share: token })]) {
        expect(await guestOf(visit(cookieJar({ "readyslot-share": forged })), surroundings())).toBeUndefined();
      }
      expect(engine.requests()).toBe(before);
    });

    test("gives no session, whatever its cookie is called", async () => {
      const seal = String((await guest(await made())).said.get("readyslot-share")?.value);
      expect(await viewerOf(visit(cookieJar({ "readyslot-admin": seal })), surroundings())).toBeUndefined();
    });

    test("ends with the password that sealed its cookie; the link itself goes on", async () => {
      const token = await made();
      const jar = await guest(token);
      const changed = { ...surroundings(), env: { ADMIN_PASSWORD: "another password" } };
      expect(await guestOf(visit(jar), changed)).toBeUndefined();
      expect(await openShare(visit(), token, changed)).toMatchObject({ name: "Client" });
    });

    test("is closed by signing out", async () => {
      const jar = await guest(await made());
      closeShare(visit(jar));
      expect(await guestOf(visit(jar), surroundings())).toBeUndefined();
    });

    test("costs a guest's request one command, and nobody else's any", async () => {
      const jar = await guest(await made());
      const before = engine.sent().length;
      await viewerOf(visit(jar), surroundings());
      await viewerOf(visit(), surroundings());
      expect(engine.sent().slice(before)).toEqual([[expect.arrayContaining(["hmget"])]]);
    });

    test(`is one of ${MOST_SHARES} at most`, async () => {
      for (let i = 0; i < MOST_SHARES; i++) await made({ days: 7 });
      expect(await makeShare(engine.kv, LINK)).toBeUndefined();
      expect(await makeShare(engine.kv, { ...LINK, now: later(7) })).toBeDefined();
    });

    test("outlives one that expires earlier", async () => {
      await made({ days: 365 });
      await made({ days: 7 });
      expect(await engine.client.ttl("readyslot:v3:shares")).toBeGreaterThan(365 * 86_400);
    });
  });

  const add = (what: AuditEvent, { at = NOW, address = "203.0.113.77", ...more }: { at?: Date; address?: string; name?: string; detail?: string } = {}) =>
    recordChange({ kv: engine.kv, what, viewer: more.name === undefined ? undefined : { name: more.name }, detail: more.detail, request: visit(cookieJar(), { "x-real-ip": address }).request, now: at });

  describe("the list of changes", () => {
    test("has name, time, and the network instead of the address", async () => {
      await add("signed-in", { name: "Anna" });
      await add("share-made", { name: "Anna", detail: "Client", at: later(1), address: "2001:db8:1:2:3:4:5:6" });
      expect(await readAudit(engine.kv, later(1))).toEqual([
        { at: later(1).toISOString(), what: "share-made", name: "Anna", detail: "Client", network: "2001:db8:1::/48" },
        { at: NOW.toISOString(), what: "signed-in", name: "Anna", network: "203.0.113.0/24" },
      ]);
      expect(JSON.stringify(await engine.client.hgetall(`readyslot:v3:audit:${NOW.toISOString().slice(0, 7)}`))).not.toContain("203.0.113.77");
    });

    test("is bounded, and failures push out no change", async () => {
      await add("limits-changed", { name: "Anna" });
      for (let i = 0; i < 320; i++) await add("sign-in-failed", { at: new Date(NOW.getTime() + i) });
      const all = await readAudit(engine.kv, NOW, 10_000);
      expect(all.filter(({ what }) => what === "sign-in-failed")).toHaveLength(300);
      expect(all.filter(({ what }) => what === "limits-changed")).toHaveLength(1);
    });

    test("of two instances at once loses nothing", async () => {
      const other = engine.another();
      await Promise.all(Array.from({ length: 20 }, (_, i) => recordChange({ kv: i % 2 ? engine.kv : other, what: "note-added", request: visit().request, now: NOW })));
      expect(await readAudit(engine.kv, NOW)).toHaveLength(20);
    });

    test("is kept for 100 days, over the turn of the year and a short February", async () => {
      const march = new Date("2027-03-01T00:00:00.000Z");
      for (const days of [0, 60, 99, 101]) await add("signed-in", { at: new Date(march.getTime() - days * 86_400_000) });
      expect((await readAudit(engine.kv, march)).map(({ at }) => at.slice(0, 10))).toEqual(["2027-03-01", "2026-12-31", "2026-11-22"]);
    });

    test("cuts what is too long, and costs three commands in two round trips", async () => {
      const before = engine.sent().length;
      await add("note-added", { detail: "🎉".repeat(500) });
      expect(engine.sent().slice(before).map((commands) => commands.filter(([name]) => !/^(multi|exec)$/i.test(String(name))).length)).toEqual([1, 2]);
      expect([...((await readAudit(engine.kv, NOW))[0]?.detail ?? "")]).toHaveLength(100);
    });

    test("knows every event, and leaves out what it does not know", async () => {
      for (const what of Object.keys(AUDITED) as AuditEvent[]) await add(what);
      await engine.client.hset(`readyslot:v3:audit:${NOW.toISOString().slice(0, 7)}`, { "kept:400": { at: NOW.toISOString(), what: "toString" } });
      expect((await readAudit(engine.kv, NOW)).map(({ what }) => what).toSorted()).toEqual(Object.keys(AUDITED).toSorted());
    });
  });
});

test("a store that is down stops nobody: the entry is logged", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const broken = { writer: { hincrby: () => Promise.reject(new Error("down")) } } as unknown as Parameters<typeof recordChange>[0]["kv"];
  await recordChange({ kv: broken, what: "signed-in", request: visit().request, now: NOW });
  expect(log).toHaveBeenCalled();
});
