import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { makeCertificate } from "../../lab/bench/wire/certificate.ts";
import { createAgenda, type Clock } from "../../lab/bench/wire/clock.ts";
import { createFlow, SEGMENT_BYTES } from "../../lab/bench/wire/flow.ts";
import { createLane } from "../../lab/bench/wire/lane.ts";
import { openLine, type Line } from "../../lab/bench/wire/line.ts";
import { maxWindowBytes, NETWORKS, networkText } from "../../lab/bench/wire/networks.ts";
import { acceptSocks } from "../../lab/bench/wire/socks.ts";

describe("the agenda", () => {
  test("runs events in order of time, then of arrival, each with its scheduled time", () => {
    const agenda = createAgenda();
    const ran: [string, number][] = [];
    for (const [name, time] of [["b", 5], ["a", 2], ["c", 5], ["late", 9]] as const) agenda.add(time, (at) => ran.push([name, at]));
    agenda.runUntil(5);
    expect(ran).toEqual([["a", 2], ["b", 5], ["c", 5]]);
    expect(agenda.next()).toBe(9);
  });

  test("also runs events that an event adds", () => {
    const agenda = createAgenda();
    const ran: number[] = [];
    agenda.add(1, (at) => agenda.add(at + 1, (later) => ran.push(later)));
    agenda.runUntil(2);
    expect(ran).toEqual([2]);
  });
});

describe("a lane", () => {
  test("lets segments leave one after the other, with 40 bytes of headers each", () => {
    const lane = createLane(8_000);
    // 8,000 kbit/s are 1,000 bytes per ms.
    expect(lane.send(960, 100)).toBe(101);
    expect(lane.send(960, 100)).toBe(102);
    expect(lane.send(960, 200)).toBe(201);
  });
});

describe("a flow", () => {
  test("delivers a segment after its own time on the lane and half a round trip", () => {
    const { write, run, arrived } = flow();
    write(segments(1), noRoom);
    run();
    expect(arrived).toEqual([{ at: 51, bytes: SEGMENT_BYTES, first: 0 }]);
  });

  test("sends ten segments, then two for each that is acknowledged: the window doubles each round trip", () => {
    const { write, run, arrived } = flow();
    write(segments(70), noRoom);
    run();
    const byRoundTrip = [0, 1, 2].map((trip) => arrived.filter(({ at }) => Math.floor((at - 51) / 100) === trip).length);
    expect(byRoundTrip).toEqual([10, 20, 40]);
    expect(arrived.slice(0, 10).map(({ at }) => at)).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
    // The first acknowledgement is there 101 ms after the start, and lets two go.
    expect(arrived.slice(10, 13).map(({ at }) => at)).toEqual([152, 153, 154]);
  });

  test("never has more bytes in flight than the maximum window", () => {
    const { write, run, arrived } = flow({ maxWindow: 10 * SEGMENT_BYTES });
    write(segments(30), noRoom);
    run();
    expect([0, 1, 2].map((trip) => arrived.filter(({ at }) => Math.floor((at - 51) / 100) === trip).length)).toEqual([10, 10, 10]);
  });

  test("keeps the order and all bytes, and ends after the last", () => {
    const { write, end, run, arrived, endedAt } = flow();
    for (const first of [1, 2, 3]) write(Buffer.alloc(2000, first), noRoom);
    end();
    run();
    expect(arrived.map(({ first }) => first)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(arrived.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(6000);
    expect(endedAt()).toBeGreaterThan(arrived.at(-1)?.at ?? Infinity);
  });

  test("asks for more only when little is waiting, so that the order of answers can still change", () => {
    const { write, run } = flow();
    const asked: string[] = [];
    write(segments(10), () => asked.push("first"));
    expect(asked).toEqual(["first"]);
    write(segments(20), () => asked.push("second"));
    expect(asked).toEqual(["first"]);
    run();
    expect(asked).toEqual(["first", "second"]);
  });
});

describe("networks", () => {
  test("a connection may have twice the line's capacity in flight, and at least the first window", () => {
    expect(maxWindowBytes(10_000, 100)).toBe(250_000);
    expect(maxWindowBytes(100, 10)).toBe(14_600);
  });

  test("have a description", () => {
    expect(networkText(NETWORKS["4g"])).toBe("100 ms RTT, 10/5 Mbit/s");
    expect(networkText(NETWORKS["slow-3g"])).toBe("400 ms RTT, 400/400 kbit/s");
  });
});

describe("a certificate", () => {
  test("is readable for OpenSSL with any length", () => {
    for (let length = 1; length <= 60; length++) {
      const { key, cert } = makeCertificate(["a".repeat(length)]);
      expect(() => createSecureContext({ key, cert })).not.toThrow();
    }
  });

  test("is self-signed, for its hosts, and valid for a day", () => {
    const now = new Date("2030-03-13T10:10:00Z");
    const { cert, key, fingerprint } = makeCertificate(["site.readyslot.test", "cal.test"], now);
    const read = new X509Certificate(cert);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkHost("cal.test")).toBe("cal.test");
    expect(read.checkHost("other.test")).toBeUndefined();
    expect([read.validFromDate, read.validToDate]).toEqual([new Date("2030-03-12T10:10:00Z"), new Date("2030-03-14T10:10:00Z")]);
    expect(key).toContain("PRIVATE KEY");
    expect(Buffer.from(fingerprint, "base64")).toHaveLength(32);
  });
});

describe("a line", () => {
  const open: { close(): unknown }[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  const QUICK = { name: "quick", rttMs: 1, downKbit: 1_000_000, upKbit: 1_000_000 };

  async function lineTo(server: (end: Duplex) => void): Promise<Line> {
    const line = await openLine(QUICK, new Map([["cal.test", server]]));
    open.push(line);
    return line;
  }

  test("carries all bytes in order in both directions, and counts them", async () => {
    const line = await lineTo((end) => end.pipe(end));
    const { socket, code } = await throughSocks(line.port, "cal.test");
    expect(code).toBe(0);
    const sent = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    const back = new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (Buffer.concat(chunks).length === sent.length) resolve(Buffer.concat(chunks));
      });
    });
    socket.write(sent);
    expect((await back).equals(sent)).toBe(true);
    expect(line.close()).toEqual({ "cal.test": { connections: 1, upBytes: 100_000, downBytes: 100_000 } });
  });

  test("refuses an unknown host", async () => {
    const line = await lineTo(() => {});
    expect((await throughSocks(line.port, "other.test")).code).toBe(4);
  });

  test("refuses anything except SOCKS5", async () => {
    const server = createServer((socket) => acceptSocks(socket, () => {})).listen(0, "127.0.0.1");
    open.push(server);
    await new Promise((resolve) => server.once("listening", resolve));
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\n".padEnd(100, " "));
    await expect(new Promise((resolve) => socket.on("error", resolve).on("close", () => resolve("closed")))).resolves.toBeDefined();
  });

  async function throughSocks(port: number, host: string): Promise<{ socket: Socket; code: number | undefined }> {
    const socket = connect(port, "127.0.0.1");
    open.push({ close: () => socket.destroy() });
    const answer = () => new Promise<Buffer>((resolve) => socket.once("data", resolve));
    // In two pieces each, as a slow sender's would come.
    socket.write(Buffer.from([5]));
    socket.write(Buffer.from([1, 0]));
    await answer();
    socket.write(Buffer.from([5, 1, 0, 3, host.length]));
    socket.write(Buffer.concat([Buffer.from(host), Buffer.from([1, 187])]));
    const [, code] = await answer();
    return { socket, code };
  }
});

/** A flow with a clock of its own: 1 ms for a full segment, 100 ms there and back. */
function flow({ maxWindow = 1_000_000 } = {}) {
  const agenda = createAgenda();
  let now = 0;
  const clock: Clock = {
    now: () => now,
    at: (time, happen) =>
      agenda.add(time, (at) => {
        now = at;
        happen(at);
      }),
  };
  const arrived: { at: number; bytes: number; first: number }[] = [];
  let endedAt: number | undefined;
  const created = createFlow({
    clock,
    lane: createLane((SEGMENT_BYTES + 40) * 8),
    rttMs: 100,
    maxWindowBytes: maxWindow,
    deliver: (chunk) => arrived.push({ at: now, bytes: chunk.length, first: chunk[0] ?? 0 }),
    onEnd: () => (endedAt = now),
  });
  return { ...created, arrived, run: () => agenda.runUntil(Infinity), endedAt: () => endedAt };
}

function segments(count: number): Buffer {
  return Buffer.alloc(count * SEGMENT_BYTES);
}

function noRoom(): void {}
