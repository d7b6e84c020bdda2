/** Reports of well-behaved browsers and of Cal, including repeated ones. */
import { createHmac } from "node:crypto";
import type { BookingEvent, IntentEvent, StoredSample } from "../../../src/metrics/shared/sample.ts";
import { diceOf } from "../openings/dice.ts";
import { errorSample, fullSample, intentFields, minimalSample, timesSample } from "../openings/samples.ts";
import { USER_AGENTS } from "../../fixtures/requests/user-agents.ts";
import { oneOf, remember, type Kept, type Scene } from "./scene.ts";
import type { Answer, Sent } from "./wire.ts";

export const WEBHOOK_SECRET = "webhook-secret-of-the-soak";

/** A post like those of the page's own script. */
export function samplePost({ origin, random }: Pick<Scene, "origin" | "random">, body: string | Uint8Array): Sent {
  const headers = { "content-type": "application/json", origin: origin.origin, "sec-fetch-site": "same-origin", "user-agent": oneOf(USER_AGENTS, random).userAgent };
  return { method: "POST", path: "/api/cal-metrics", headers, body };
}

/** Posts, and enters the result in the ledger. */
export async function post(scene: Scene, sent: Sent, expected: readonly number[]): Promise<Answer> {
  const answer = await scene.ask(sent, expected);
  note(scene, answer);
  return answer;
}

function note({ ledger }: Scene, { status, body }: Answer): void {
  if (body === "") return;
  const { metrics, error } = JSON.parse(body) as { metrics?: StoredSample; error?: string };
  if (status === 201 && metrics) ledger.sampleKept(metrics);
  if (error !== undefined) ledger.refused(error);
}

export const full = (scene: Scene) => once(scene, JSON.stringify(fullSample(scene.random)), scene.memory.samples);
export const withTimes = (scene: Scene) => once(scene, JSON.stringify(timesSample(scene.random, { isPicked: scene.random() < 0.5 })), scene.memory.samples);
export const failed = (scene: Scene) => once(scene, JSON.stringify(errorSample(scene.random)), scene.memory.samples);
/** Without an id: each one counts. */
export const minimal = (scene: Scene) => once(scene, JSON.stringify(minimalSample(scene.random)));
export const sampleAgain = (scene: Scene) => again(scene, scene.memory.samples, full);

export async function intent(scene: Scene): Promise<void> {
  const sample = fullSample(scene.random);
  const event: IntentEvent = { sampleId: sample.sampleId, intent: true, ...intentFields(sample) };
  if (await once(scene, JSON.stringify(event), scene.memory.intents)) scene.ledger.intents.total += 1;
}
export const intentAgain = (scene: Scene) => again(scene, scene.memory.intents, intent);

/** The booking of an opening that was counted before, if there is one. */
export async function booking(scene: Scene): Promise<void> {
  const { memory, random, ledger } = scene;
  const opening = memory.samples.bodies.length === 0 ? undefined : (JSON.parse(oneOf(memory.samples.bodies, random)) as { sampleId: string });
  const event: BookingEvent = { id: "30min", sampleId: opening?.sampleId ?? diceOf(random).uuid(), bookingUid: diceOf(random).uuid() };
  if (await once(scene, JSON.stringify(event), memory.bookings)) ledger.bookings.browser += 1;
}
export const bookingAgain = (scene: Scene) => again(scene, scene.memory.bookings, booking);

/** Two tabs, or a browser's own retry: one is counted, and the other answer says that it was counted before. */
export async function twiceAtOnce(scene: Scene): Promise<void> {
  const sent = samplePost(scene, JSON.stringify(fullSample(scene.random)));
  const [one, other] = await Promise.all([post(scene, sent, [200, 201]), post(scene, sent, [200, 201])]);
  if (one.status === other.status) scene.ledger.unanswered("the same sample twice at once", `both were answered with ${one.status}`);
}

/** The visitor looks at another tab, comes back and picks a time: the sample is counted once, and so is the pick, however often they arrive. */
export async function pickedLater(scene: Scene): Promise<void> {
  const { picked, formTime, ...sample } = timesSample(scene.random);
  if (!(await once(scene, JSON.stringify(sample)))) return;
  const body = JSON.stringify({ ...sample, picked, formTime, ...(scene.random() < 0.5 && { again: true }) });
  for (let i = 0; i < 2; i++) await post(scene, samplePost(scene, body), [200]);
  scene.ledger.pickedLater(formTime ?? 0);
}

/** The connection breaks before the answer, and the browser sends the sample again: counted once. */
export async function answerLost(scene: Scene): Promise<void> {
  const body = JSON.stringify(fullSample(scene.random));
  const sent = samplePost(scene, body);
  await scene.drop({ pieces: [rawPost(scene.origin, sent.headers ?? {}, body)] });
  const answer = await scene.ask(sent, [200, 201]);
  scene.ledger.sampleKept((JSON.parse(answer.body) as { metrics: StoredSample }).metrics);
}

/** A very slow line: the body comes in pieces. */
export async function slowSender(scene: Scene): Promise<void> {
  const sample = fullSample(scene.random);
  const body = JSON.stringify(sample);
  const whole = rawPost(scene.origin, samplePost(scene, body).headers ?? {}, body);
  const pieces = Array.from({ length: 6 }, (_, i) => whole.slice(Math.floor((whole.length * i) / 6), Math.floor((whole.length * (i + 1)) / 6)));
  const status = await scene.askRaw({ pieces, gapMs: 500 }, [201]);
  // Its times are already whole numbers, as the store keeps them.
  if (status === 201) scene.ledger.sampleKept({ ...sample, outcome: "ready", timestamp: "", receivedAt: "" });
}

export async function webhook(scene: Scene): Promise<void> {
  const body = webhookBody(scene.random);
  const signature = createHmac("sha256", WEBHOOK_SECRET).update(body).digest("hex");
  const { status } = await scene.ask(webhookPost(body, signature), [200]);
  if (status === 200) scene.ledger.bookings.webhook += 1;
}

export function webhookPost(body: string, signature: string): Sent {
  return { method: "POST", path: "/api/cal-webhook", headers: { "content-type": "application/json", "x-cal-signature-256": signature }, body };
}

export function webhookBody(random: () => number): string {
  return JSON.stringify({ triggerEvent: "BOOKING_CREATED", createdAt: new Date().toISOString(), payload: { uid: diceOf(random).uuid(), title: "30min", attendees: [{ name: "Ada", email: "ada@example.com" }] } });
}

/** Each report is of another kind; the store limits the number of kinds per day. */
export async function policyReport({ ask, origin, random }: Scene): Promise<void> {
  const report = { "document-uri": `${origin.origin}/`, "effective-directive": "script-src-elem", "blocked-uri": `https://${diceOf(random).uuid()}.example/x.js` };
  await ask({ method: "POST", path: "/api/policy-reports", headers: { "content-type": "application/csp-report" }, body: JSON.stringify({ "csp-report": report }) }, [204]);
}

/** No error service is configured; the page does not notice. */
export async function errorReport({ ask, origin }: Scene): Promise<void> {
  await ask({ method: "POST", path: "/api/errors", headers: { "content-type": "text/plain", origin: origin.origin }, body: "{}" }, [204]);
}

/** The bytes of a request, with its whole body or a part of it. */
export function rawPost(origin: URL, headers: Record<string, string>, body: string, { sent = body }: { sent?: string } = {}): string {
  const all = { host: origin.host, ...headers, "content-length": String(Buffer.byteLength(body)) };
  return `POST /api/cal-metrics HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${sent}`;
}

async function once(scene: Scene, body: string, kept?: Kept): Promise<boolean> {
  const { status } = await post(scene, samplePost(scene, body), [201]);
  if (status === 201 && kept) remember(kept, body);
  return status === 201;
}

/** Repeats a counted report; sends a first one if there is none. */
async function again(scene: Scene, kept: Kept, first: (scene: Scene) => Promise<unknown>): Promise<unknown> {
  if (kept.bodies.length === 0) return first(scene);
  return post(scene, samplePost(scene, oneOf(kept.bodies, scene.random)), [200]);
}
