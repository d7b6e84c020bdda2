import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { CHECK_PATH } from "./edge.ts";
import type { Network } from "./networks.ts";
import type { Wire } from "./wire.ts";

const WINDOW_BYTES = 15 * 1024 * 1024;

/** Measurements of the wire from outside the browser. Times in ms. */
export interface WireCheck {
  /** TCP, the name already known: one round trip. */
  connect: number;
  /** TLS 1.3: one round trip. */
  tls: number;
  /** A request with an empty answer: one round trip. */
  request: number;
  /** All three on a new connection: three round trips. */
  all: number;
  /** kbit/s of content in a long download, once the window is open */
  downKbit: number;
}

/** Measures a separate line, as curl would. */
export async function checkWire(wire: Wire, network: Network, host: string): Promise<WireCheck> {
  const port = await wire.open(network);
  try {
    // The first run of any code is slow.
    (await connection(port, host, wire.cert)).session.destroy();
    const first = await connection(port, host, wire.cert);
    const request = await timed(() => fetchBytes(first.session, 0));
    first.session.destroy();
    const start = performance.now();
    const { session } = await connection(port, host, wire.cert);
    await fetchBytes(session, 0);
    const all = performance.now() - start;
    // Half a second of the line's time opens the window; the next second is measured.
    const bytesPerSecond = (network.downKbit * 1000) / 8;
    await fetchBytes(session, bytesPerSecond / 2);
    const download = await timed(() => fetchBytes(session, bytesPerSecond));
    session.destroy();
    return { connect: first.connect, tls: first.tls, request, all, downKbit: (bytesPerSecond * 8) / (download - network.rttMs) };
  } finally {
    await wire.close(port);
  }
}

async function connection(port: number, host: string, cert: string) {
  const start = performance.now();
  const tunnel = await throughSocks(port, host);
  const connected = performance.now();
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const tls = connectTls({ socket: tunnel, servername: host, ca: cert, ALPNProtocols: ["h2"] }, () => resolve(tls));
    tls.on("error", reject);
  });
  const secured = performance.now();
  // A browser's windows are large enough not to limit a transfer. Node's default of 64 KB would limit it.
  const session = connectHttp2(`https://${host}`, { createConnection: () => socket, settings: { initialWindowSize: WINDOW_BYTES } });
  session.setLocalWindowSize(WINDOW_BYTES);
  return { session, connect: connected - start, tls: secured - connected };
}

async function throughSocks(port: number, host: string): Promise<Socket> {
  const socket = connectTcp({ port, host: "127.0.0.1", noDelay: true });
  const answer = () => new Promise<Buffer>((resolve, reject) => socket.once("data", resolve).once("error", reject));
  socket.write(Buffer.from([5, 1, 0]));
  await answer();
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, host.length]), Buffer.from(host), Buffer.from([443 >> 8, 443 & 0xff])]));
  const [, code] = await answer();
  if (code !== 0) throw new Error(`The wire refused a connection to ${host} with SOCKS code ${code}.`);
  return socket;
}

function fetchBytes(session: ClientHttp2Session, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":path": `${CHECK_PATH}?bytes=${Math.round(bytes)}` });
    stream.on("error", reject).on("end", resolve).resume();
    session.on("error", reject);
  });
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
