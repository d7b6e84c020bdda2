/** The demo's side of Cal's API: its versions, its rate limit, its errors, and the knobs that spoil it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiDays, ApiError, API_VERSION, type ApiDays } from "./api-slots.ts";
import type { BookingList } from "./bookings.ts";
import type { Knobs } from "./knobs.ts";
import { sendJson } from "./replies.ts";

/** The requests of one address without a key, in Cal's minute. */
export interface ApiLimit {
  used: number;
  /** On the monotonic clock, in ms. */
  resetsAt: number;
}

export interface ApiExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly url: URL;
  readonly knobs: Knobs;
  readonly bookings: BookingList;
  readonly limit: ApiLimit;
  readonly now: () => Date;
}

const PER_MINUTE = 120;
const MINUTE = 60_000;

export function answerApi(exchange: ApiExchange): void {
  const { response, knobs } = exchange;
  if (knobs.apiMode === "hang") return;
  response.setHeader("access-control-allow-origin", "*");
  try {
    sendJson(response, 200, { status: "success", data: dataOf(exchange) });
  } catch (error) {
    if (error instanceof ApiError) sendJson(response, error.status, errorBody(exchange, error));
    // An exception that Cal's filters do not know.
    else sendJson(response, 500, { statusCode: 500, message: "Internal server error" });
  }
}

function dataOf({ request, response, method, url, knobs, bookings, limit, now }: ApiExchange): ApiDays | object {
  count(limit, response, knobs.apiMode === "limited");
  if (knobs.apiMode === "error") throw new Error("apiMode");
  // Any other version is that of April 2024, whose times are at /v2/slots/available.
  if (method !== "GET" || url.pathname !== "/v2/slots" || request.headers["cal-api-version"] !== API_VERSION) {
    throw new ApiError(404, "NotFoundException", `Cannot ${request.method} ${request.url}`);
  }
  if (knobs.apiMode === "missing") throw new ApiError(404, "NotFoundException", "Event Type not found");
  const days = apiDays({ query: url.searchParams, now: now(), isTaken: (path, start) => bookings.isTaken(path, start) || bookings.isHeld(path, start, now()) });
  if (knobs.apiMode === "empty") return {};
  return knobs.apiMode === "wrong" ? inOlderFormat(days) : days;
}

/** As in the version of April 2024. */
function inOlderFormat(days: ApiDays): object {
  return { slots: Object.fromEntries(Object.entries(days).map(([date, slots]) => [date, slots.map(({ start }) => ({ time: start }))])) };
}

/** Cal's headers name the limit, and have the seconds that are left. */
function count(limit: ApiLimit, response: ServerResponse, isLimited: boolean): void {
  if (performance.now() >= limit.resetsAt) Object.assign(limit, { used: 0, resetsAt: performance.now() + MINUTE });
  limit.used += 1;
  const isBlocked = isLimited || limit.used > PER_MINUTE;
  response.setHeader("x-ratelimit-limit-default", PER_MINUTE);
  response.setHeader("x-ratelimit-remaining-default", isBlocked ? 0 : PER_MINUTE - limit.used);
  response.setHeader("x-ratelimit-reset-default", Math.ceil((limit.resetsAt - performance.now()) / 1_000));
  if (isBlocked) throw new ApiError(429, "ThrottlerException", "CustomThrottlerGuard - Too many requests. Please try again later.");
}

const REASONS: Readonly<Record<number, string>> = { 400: "Bad Request", 404: "Not Found" };

function errorBody({ request, now }: ApiExchange, { status, code, message }: ApiError): object {
  const error = REASONS[status];
  const details = error === undefined ? message : { message, error, statusCode: status };
  return { status: "error", timestamp: now().toISOString(), path: request.url, error: { code, message, details } };
}
