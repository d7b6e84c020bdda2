/** Traffic of broken or hostile senders. */
import { HOSTILE_BODIES } from "../../fixtures/requests/hostile-bodies.ts";
import { fullSample } from "../openings/samples.ts";
import { post, rawPost, samplePost, webhookBody, webhookPost } from "./reporting.ts";
import { oneOf, type Scene } from "./scene.ts";

export async function garbage(scene: Scene): Promise<void> {
  const [, body, status] = oneOf(HOSTILE_BODIES, scene.random);
  await post(scene, samplePost(scene, body), [status]);
}

/** Over the limit of 8 KB; some without a length. */
export async function oversized(scene: Scene): Promise<void> {
  const bytes = oneOf([8_193, 20_000, 100_000], scene.random);
  const isChunked = scene.random() < 0.5;
  await post(scene, { ...samplePost(scene, oversizedBody(bytes)), isChunked }, [413]);
}

/** Refused before its end. */
export async function oversizedUnfinished(scene: Scene): Promise<void> {
  const body = oversizedBody(1_000_000);
  const pieces = [rawPost(scene.origin, samplePost(scene, "").headers ?? {}, body, { sent: body.slice(0, 20_000) })];
  await scene.askRaw({ pieces }, [413]);
  scene.ledger.refused("too-large");
}

function oversizedBody(bytes: number): string {
  return `{"id":"${"x".repeat(bytes - 9)}"}`;
}

export async function wrongType(scene: Scene): Promise<void> {
  const type = oneOf(["text/html", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/jsonp"], scene.random);
  await post(scene, withHeaders(scene, { "content-type": type }), [415]);
}

export async function wrongMethod(scene: Scene): Promise<void> {
  const method = oneOf(["PUT", "DELETE"] as const, scene.random);
  await post(scene, { method, path: "/api/cal-metrics", headers: { "content-type": "application/json" } }, [405]);
}

export async function foreignOrigin(scene: Scene): Promise<void> {
  const headers = oneOf([{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }], scene.random);
  await post(scene, withHeaders(scene, headers), [403]);
}

export async function bot(scene: Scene): Promise<void> {
  const userAgent = oneOf(["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"], scene.random);
  await post(scene, withHeaders(scene, { "user-agent": userAgent }), [403]);
}

/** From one address, twice as many per minute as the limit: the first 120 are parsed, and are not JSON. */
export async function flood(scene: Scene): Promise<void> {
  await post(scene, samplePost(scene, "flood"), [400, 429]);
}

export async function wrongSignature(scene: Scene): Promise<void> {
  const signature = oneOf(["", "0".repeat(64), "sha256=", "ü", "0".repeat(5_000)], scene.random);
  await scene.ask(webhookPost(webhookBody(scene.random), Buffer.from(signature, "utf8").toString("latin1")), [401]);
}

export async function oversizedWebhook(scene: Scene): Promise<void> {
  await scene.ask(webhookPost("x".repeat(300_000), ""), [413]);
}

/** The connection breaks in the middle of the body. */
export async function halfBody(scene: Scene): Promise<void> {
  await scene.drop({ pieces: [halfOfPost(scene)] });
  // The server counts the refusal, although it cannot answer.
  scene.ledger.refused("broken-body");
}

/** The same after a long pause, in which the socket stays open. */
export async function silentSender(scene: Scene): Promise<void> {
  await scene.drop({ pieces: [halfOfPost(scene)], gapMs: 20_000 });
  scene.ledger.refused("broken-body");
}

export async function halfHead({ drop }: Scene): Promise<void> {
  await drop({ pieces: ["POST /api/cal-metrics HTTP/1.1\r\nhost: 127.0"] });
}

export async function leavesBeforeTheAnswer({ drop, origin, files, random }: Scene): Promise<void> {
  const path = oneOf([...files.pages, "/api/cal-embed.js", "/api/health", "/admin/sign-in"], random);
  await drop({ pieces: [`GET ${path} HTTP/1.1\r\nhost: ${origin.host}\r\naccept-encoding: br\r\n\r\n`] });
}

export async function noHttp({ askRaw, random }: Scene): Promise<void> {
  // The first bytes of a TLS handshake, of the Redis protocol and of a proxy's client, and a request with two lengths.
  const pieces = [oneOf(["\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", "*1\r\n$4\r\nPING\r\n", "CONNECT\r\n\r\n", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"], random)];
  await askRaw({ pieces }, [400]);
}

/** More than Node's limit of 16 KB. */
export async function endlessHead({ askRaw }: Scene): Promise<void> {
  await askRaw({ pieces: [`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${"x".repeat(20_000)}\r\n\r\n`] }, [431]);
}

function withHeaders(scene: Scene, headers: Record<string, string>) {
  const good = samplePost(scene, JSON.stringify(fullSample(scene.random)));
  return { ...good, headers: { ...good.headers, ...headers } };
}

function halfOfPost(scene: Scene): string {
  const body = JSON.stringify(fullSample(scene.random));
  return rawPost(scene.origin, samplePost(scene, "").headers ?? {}, body, { sent: body.slice(0, body.length / 2) });
}
