import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { answerApi } from "./api.ts";
import type { ApiLimit } from "./api.ts";
import type { Assets } from "./assets.ts";
import { weightScript } from "./assets.ts";
import { bookingPage } from "./booking-page.ts";
import type { BookingPage } from "./booking-page.ts";
import type { Booking, BookingList } from "./bookings.ts";
import { demoQuery, speakingErrorPage } from "./cal-page.ts";
import type { CalPage } from "./cal-page.ts";
import { KnobError, knobsFromQuery, parseKnobs } from "./knobs.ts";
import type { Knobs } from "./knobs.ts";
import { confirmationPage, notFoundPage, paymentPage, profilePage, routingFormPage } from "./other-pages.ts";
import { silentErrorPage } from "./page-shell.ts";
import { isBookable, kindOfPath } from "./paths.ts";
import type { PageKind } from "./paths.ts";
import { readForm, readJson, RequestRefused, send, sendHtml, sendJson } from "./replies.ts";
import { bookableMonths, slotsOfMonth } from "./slots.ts";
import { sendWebhooks, TRIGGERS } from "./webhook.ts";

export interface DemoState {
  readonly assets: Assets;
  readonly bookings: BookingList;
  readonly control: {
    knobs(): Knobs;
    setKnobs(changes: Partial<Knobs>): void;
    resetKnobs(): void;
    requests(): readonly unknown[];
  };
  readonly now: () => Date;
  readonly limit: ApiLimit;
  /** Aborted when the demo ends. */
  readonly closing: AbortSignal;
}

interface Exchange extends DemoState {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly url: URL;
  /** The common knobs with this request's own on top. */
  readonly knobs: Knobs;
}

const SCRIPT = "text/javascript; charset=utf-8";
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Answers one request. Never rejects: what goes wrong becomes an answer, or nothing at the end. */
export async function answer(request: IncomingMessage, response: ServerResponse, state: DemoState): Promise<void> {
  const method = request.method === "HEAD" ? "GET" : (request.method ?? "GET");
  try {
    if (!URL.canParse(request.url ?? "", "http://demo")) throw new RequestRefused(400, "The address is malformed.");
    const url = new URL(request.url ?? "", "http://demo");
    const knobs = { ...state.control.knobs(), ...knobsFromQuery(url.searchParams) };
    await route({ ...state, request, response, method, url, knobs });
  } catch (error) {
    if (!state.closing.aborted) refuse(response, request.url ?? "", state, error);
  }
}

async function route(exchange: Exchange): Promise<void> {
  const { url, method, response, assets } = exchange;
  const path = url.pathname;
  if (path.startsWith("/__demo/")) return control(exchange);
  if (path.startsWith("/v2/")) return api(exchange);
  if (path === "/api/book") {
    only("POST", method);
    return book(exchange);
  }
  if (path === "/api/hold") {
    only("POST", method);
    return hold(exchange);
  }
  if (path === "/api/pay") {
    only("POST", method);
    return pay(exchange);
  }
  const [, pagePath = "", embed] = /^\/(.+?)(\/embed)?\/?$/.exec(path) ?? [];
  const [isEmbed, kind] = [embed !== undefined, kindOfPath(pagePath)];
  if (isBookable(pagePath) && method === "POST") return plainBooking(exchange, pagePath);
  only("GET", method);

  if (kind) return showPage(exchange, { path: pagePath, isEmbed, kind });
  const [first, uid = ""] = pagePath.split("/");
  if (first === "booking") return confirmation(exchange, uid, isEmbed);
  if (first === "payment") return payment(exchange, uid, isEmbed);
  if (first === "reschedule") return reschedule(exchange, uid, isEmbed);
  if (path === "/embed/embed.js") return embedJs(exchange);
  if (path === "/api/slots") return slots(exchange);
  if (path === "/favicon.ico") return sendForEver(response, "image/svg+xml", FAVICON);
  const asset = assets.find(path);
  if (asset) return sendForEver(response, asset.type, asset.body);
  if (path === "/assets/weight.js") return sendForEver(response, SCRIPT, weightScript(weightOf(url)), ", no-transform");
  if (path === "/assets/late.svg") return lateImage(exchange);
  throw new RequestRefused(404, "There is no page at this address.");
}

function sendForEver(response: ServerResponse, type: string, body: string | Buffer, more = ""): void {
  response.setHeader("cache-control", `public, max-age=31536000, immutable${more}`);
  send(response, 200, type, body);
}

const FAVICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 4h12v10H2zM5 2v4M11 2v4" fill="none" stroke="#888"/></svg>';

async function embedJs({ response, knobs, assets, closing }: Exchange): Promise<void> {
  await wait(knobs.embedJsDelayMs, response, closing);
  response.setHeader("access-control-allow-origin", "*");
  switch (knobs.embedJsMode) {
    case "hang":
      return;
    case "missing":
      return send(response, 404, "text/plain; charset=utf-8", "Not found");
    case "error":
      return send(response, 500, "text/plain; charset=utf-8", "Internal error");
    case "broken":
      return send(response, 200, SCRIPT, "(function () { this is not a script");
    case "html":
      return send(response, 200, "text/html; charset=utf-8", "<!doctype html><title>Not a script</title>");
    default:
      response.setHeader("cache-control", "public, max-age=300");
      return send(response, 200, SCRIPT, assets.embedJs);
  }
}

async function showPage(exchange: Exchange, { path, isEmbed, kind }: { path: string; isEmbed: boolean; kind: PageKind }): Promise<void> {
  const { url, response, knobs, closing, assets } = exchange;
  await wait(knobs.frameDelayMs, response, closing);
  if (knobs.frameMode === "hang") return;
  if (knobs.movedTo) return redirect(response, 307, new URL(url.pathname + url.search, knobs.movedTo).href);
  const page = calPageOf(exchange, path, isEmbed);
  // Cal has no `/embed` page for private links.
  const failure = kind === "private" && isEmbed ? 404 : knobs.linkFailed;
  if (knobs.frameStatus !== 200) {
    sendHtml(response, knobs.frameStatus, silentErrorPage(knobs.frameStatus, { assets: assets.folder }));
  } else if (failure !== 0) sendHtml(response, failure, speakingErrorPage(page, failure));
  else if (knobs.frameMode === "not-found") sendHtml(response, 404, notFoundPage(page));
  else if (kind === "routing-form") sendHtml(response, 200, routingFormPage(page));
  else if (kind === "profile") sendHtml(response, 200, profilePage(page));
  else sendHtml(response, 200, bookingPage(bookingPageOf(exchange, page)));
}

/** Holds back the load event of the page that it is in. */
async function lateImage({ url, response, closing }: Exchange): Promise<void> {
  const { loadDelayMs = 0 } = parseKnobs({ loadDelayMs: Number(url.searchParams.get("ms") ?? 0) });
  await wait(loadDelayMs, response, closing);
  send(response, 200, "image/svg+xml", FAVICON);
}

async function api(exchange: Exchange): Promise<void> {
  await wait(exchange.knobs.apiDelayMs, exchange.response, exchange.closing);
  answerApi(exchange);
}

async function slots({ url, response, knobs, closing, bookings, now }: Exchange): Promise<void> {
  const [path, month] = [url.searchParams.get("event") ?? "", url.searchParams.get("month") ?? ""];
  if (!isBookable(path)) throw new RequestRefused(400, "event is not a booking link.");
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new RequestRefused(400, 'month is not a month like "2030-01".');
  await wait(knobs.slotsDelayMs, response, closing);
  if (knobs.slotsMode === "never") return;
  if (knobs.slotsMode === "error") throw new RequestRefused(500, "The free times could not be loaded.");
  const isTaken = (start: string) => bookings.isTaken(path, start);
  const days = knobs.slotsMode === "empty" ? {} : slotsOfMonth({ path, month, now: now(), isTaken });
  sendJson(response, 200, { month, months: bookableMonths(now()), days });
}

function hold({ url, response, bookings, now }: Exchange): void {
  const [path, start] = [url.searchParams.get("event") ?? "", url.searchParams.get("start") ?? ""];
  if (!isBookable(path) || Number.isNaN(Date.parse(start))) throw new RequestRefused(400, "Send an event and the start of a time.");
  bookings.hold(path, new Date(start).toISOString(), now());
  sendJson(response, 200, {});
}

async function book(exchange: Exchange): Promise<void> {
  const { request, response, knobs, closing } = exchange;
  const input = await readJson(request);
  await wait(knobs.bookDelayMs, response, closing);
  const result = bookOnce(exchange, input);
  if (result.kind === "taken") sendJson(response, 409, { message: "This time has just been taken." });
  else if (result.kind === "invalid") sendJson(response, 400, { message: "Some details are missing.", fields: result.fields });
  else sendJson(response, 201, result.booking);
}

function bookOnce({ knobs, bookings, now }: Exchange, input: unknown) {
  if (knobs.bookMode === "error") throw new RequestRefused(500, "The booking did not go through.");
  if (knobs.bookMode === "taken") return { kind: "taken" as const };
  // As PostgreSQL does, wherever it is.
  if (JSON.stringify(input).includes("\\u0000")) throw new RequestRefused(500, "The booking contains a NUL character.");
  const result = bookings.book(input, now(), { isPaid: knobs.payment === "required" });
  const isMoved = typeof input === "object" && input !== null && "rescheduleUid" in input && Boolean(input.rescheduleUid);
  if (result.kind === "booked") sendWebhooks(TRIGGERS.book(result.booking, isMoved), result.booking, knobs, now());
  return result;
}

async function pay({ request, response, bookings, knobs, now }: Exchange): Promise<void> {
  const input = await readJson(request);
  const paymentUid = typeof input === "object" && input !== null && "paymentUid" in input ? input.paymentUid : undefined;
  const booking = typeof paymentUid === "string" ? bookings.pay(paymentUid) : undefined;
  if (!booking) return sendJson(response, 404, { message: "There is no such payment." });
  sendWebhooks(TRIGGERS.pay(), booking, knobs, now());
  sendJson(response, 200, booking);
}

/** A booking without scripts: a form in, and a page that can be reloaded out. */
async function plainBooking(exchange: Exchange, path: string): Promise<void> {
  const { request, response, url, knobs, closing } = exchange;
  const values = await readForm(request);
  await wait(knobs.bookDelayMs, response, closing);
  const metadata = Object.fromEntries([...url.searchParams].flatMap(([name, value]) => (/^metadata\[.*\]$/.test(name) ? [[name.slice(9, -1), value]] : [])));
  const result = bookOnce(exchange, { ...Object.fromEntries(values), metadata, event: path });
  if (result.kind === "booked") {
    const { uid, paymentUid } = result.booking;
    return redirect(response, 303, paymentUid ? `/payment/${paymentUid}` : `/booking/${uid}`);
  }
  const isTaken = result.kind === "taken";
  const fields = isTaken ? { start: "This time has just been taken. Choose another one." } : result.fields;
  const page = bookingPageOf(exchange, calPageOf(exchange, path, false));
  sendHtml(response, isTaken ? 409 : 400, bookingPage({ ...page, refused: { fields, values } }));
}

function confirmation(exchange: Exchange, uid: string, isEmbed: boolean): void {
  const booking = knownBooking(exchange.bookings.find(uid));
  sendHtml(exchange.response, 200, confirmationPage(calPageOf(exchange, `booking/${uid}`, isEmbed), booking));
}

function payment(exchange: Exchange, paymentUid: string, isEmbed: boolean): void {
  const booking = knownBooking(exchange.bookings.findByPayment(paymentUid));
  sendHtml(exchange.response, 200, paymentPage(calPageOf(exchange, `payment/${paymentUid}`, isEmbed), booking));
}

/**
 * Leads to the event's booker, or to the booking's page if it can no longer be moved. As with Cal, a
 * frame's address keeps `layout` and `embed` on the way and loses the rest.
 */
function reschedule({ response, url, bookings, knobs, now }: Exchange, uid: string, isEmbed: boolean): void {
  const booking = knownBooking(bookings.find(uid));
  const canMove = knobs.rescheduling === "allowed" && Date.parse(booking.endTime) > now().getTime();
  const query = new URLSearchParams(canMove ? { rescheduleUid: uid } : {});
  if (isEmbed) for (const key of ["layout", "embed"]) query.append(key, url.searchParams.get(key) ?? "undefined");
  for (const [key, value] of demoQuery(url.searchParams)) query.append(key, value);
  redirect(response, 307, `/${canMove ? booking.event : `booking/${uid}`}${isEmbed ? "/embed" : ""}?${query}`);
}

function knownBooking(booking: Booking | undefined): Booking {
  if (!booking) throw new RequestRefused(404, "There is no such booking. The demo forgets them when it ends.");
  return booking;
}

function redirect(response: ServerResponse, status: 303 | 307, address: string): void {
  response.setHeader("location", address);
  sendHtml(response, status, "");
}

async function control({ request, response, url, method, bookings, control: controls }: Exchange): Promise<void> {
  if (!LOOPBACK.test(request.socket.remoteAddress ?? "")) throw new RequestRefused(403, "Only from this machine.");
  if (url.pathname === "/__demo/requests") return sendJson(response, 200, controls.requests());
  if (url.pathname === "/__demo/bookings") return sendJson(response, 200, bookings.all());
  if (url.pathname !== "/__demo/knobs") throw new RequestRefused(404, "There is no such control.");
  if (method === "POST") controls.setKnobs(parseKnobs(await readJson(request)));
  else if (method === "DELETE") controls.resetKnobs();
  else only("GET", method);
  sendJson(response, 200, controls.knobs());
}

function calPageOf({ url, knobs, assets }: Exchange, path: string, isEmbed: boolean): CalPage {
  return { path, isEmbed, query: url.searchParams, knobs, assets: assets.folder };
}

function bookingPageOf({ url, now, bookings }: Exchange, page: CalPage): BookingPage {
  const isTaken = (start: string) => bookings.isTaken(page.path, start);
  return { ...page, now: now(), isTaken, rescheduled: bookings.find(url.searchParams.get("rescheduleUid") ?? "") };
}

/** Thinks for `ms`; rejects when the demo ends or the visitor leaves. */
async function wait(ms: number, response: ServerResponse, closing: AbortSignal): Promise<void> {
  if (ms === 0) return;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  await delay(ms, undefined, { signal: AbortSignal.any([closing, gone.signal]) });
}

function weightOf(url: URL): number {
  return parseKnobs({ scriptWeightKb: Number(url.searchParams.get("kb") ?? 0) }).scriptWeightKb ?? 0;
}

function only(allowed: string, method: string): void {
  if (method !== allowed) throw new RequestRefused(405, `Only ${allowed} is answered here.`);
}

function refuse(response: ServerResponse, address: string, state: DemoState, error: unknown): void {
  const status = error instanceof RequestRefused ? error.status : error instanceof KnobError ? 400 : 500;
  const message = error instanceof Error ? error.message : "Something went wrong.";
  const frame = /^\/(.+)\/embed\/?(?:\?(.*))?$/.exec(address);
  if (/^\/(api|__demo)\//.test(address)) {
    sendJson(response, status, { message, ...(error instanceof KnobError && { fields: { [error.field]: message } }) });
  } else if (frame && status === 404) {
    const [, path = "", query = ""] = frame;
    const page = { path, isEmbed: true, query: new URLSearchParams(query), knobs: state.control.knobs(), assets: state.assets.folder };
    sendHtml(response, 404, speakingErrorPage(page, 404));
  } else sendHtml(response, status, silentErrorPage(status, { assets: state.assets.folder, detail: message }));
}
