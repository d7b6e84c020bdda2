/**
 * The log of a server in production: every line that this project, Astro and packages write to the console, with its
 * level and the id of its request. Each line is one JSON object, or text for a terminal.
 *
 * It wraps the console instead of replacing it by a logger with a stream of its own: Vercel's runtime reads the level and
 * the request of a line from the console's methods, and packages write nowhere else.
 */
import { format, inspect } from "node:util";
import { scrub } from "../errors/shared/scrub.ts";
import { LOG_LEVELS, type LogLevel } from "./log-settings.ts";
import { loggedRequest } from "./request-context.ts";

type Env = Readonly<Record<string, string | undefined>>;

const LEVEL_OF = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const satisfies Record<string, LogLevel>;
type Method = keyof typeof LEVEL_OF;

/** In characters. Longer texts are cut. */
const MOST = { message: 8_192, stack: 8_192 };
const CAUSES = 3;
/** A place in the code: names no person, but looks like a field with a value. */
const FRAME = /^\s+at /m;

/** Per process: the server and the function that it has loaded have this module each. */
const STARTED = Symbol.for("readyslot.server-logs");
const shared = globalThis as { [STARTED]?: true };

/** Starts the log once per process, and only in production: in development and in tests the console stays as it is. */
export function startServerLogs(env: Env = process.env): void {
  if (shared[STARTED] || env["NODE_ENV"] !== "production") return;
  shared[STARTED] = true;
  for (const method of Object.keys(LEVEL_OF) as Method[]) {
    // The console is this file's subject.
    // oxlint-disable-next-line no-console
    const write = console[method].bind(console);
    // oxlint-disable-next-line no-console
    console[method] = (...words: unknown[]) => {
      if (!isLogged(LEVEL_OF[method], env)) return;
      if (logsJson(env)) write(jsonLine(LEVEL_OF[method], words));
      // What is printed without a level is meant for a terminal, such as the screen of npm start.
      else if (method === "log") write(...words);
      else write(textLine(LEVEL_OF[method], words));
    };
  }
  if (!logsJson(env)) return;
  // Node would print its own, as text. The store's node:sqlite is known to be experimental.
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => {
    // oxlint-disable-next-line no-console
    if (name !== "ExperimentalWarning") console.warn(`${name}: ${message}`);
  });
}

/** LOG_FORMAT; JSON by default, unless the log goes to a terminal. */
export function logsJson({ LOG_FORMAT }: Env): boolean {
  const chosen = LOG_FORMAT?.trim();
  return chosen === "json" || (chosen !== "text" && !process.stdout.isTTY);
}

/** Writes a message for the search for an error. Outside of production, or without LOG_LEVEL=debug, it costs nothing. */
export function logDebug(message: string, fields: Readonly<Record<string, unknown>>): void {
  // oxlint-disable-next-line no-console
  if (shared[STARTED]) console.debug(message, fields);
}

function isLogged(level: LogLevel, { LOG_LEVEL }: Env): boolean {
  const least = LOG_LEVELS.indexOf((LOG_LEVEL?.trim() || "info") as LogLevel);
  // A level with a typing error must not hide anything; the settings' check reports it.
  return LOG_LEVELS.indexOf(level) >= (least === -1 ? LOG_LEVELS.indexOf("info") : least);
}

interface Line {
  readonly message: string;
  readonly fields: object;
  readonly error: LoggedError | undefined;
}

interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/** What is said, apart from the error and the object of fields that may come with it. */
function lineOf(words: readonly unknown[]): Line {
  const error = words.find((word) => word instanceof Error);
  const fields = words.find(isFields);
  const said = words.filter((word) => word !== error && word !== fields);
  const message = said.length > 0 ? withoutData(format(...said).trim()) : scrub(error?.message ?? "", MOST.message);
  return { message, fields: fields ?? {}, error: error && loggedError(error, CAUSES) };
}

/** A message of this project's own is literal text. One with stack frames is an error that was printed as text. */
function withoutData(text: string): string {
  if (!FRAME.test(text)) return text.slice(0, MOST.message);
  return text.split("\n").map((line) => (FRAME.test(line) ? line : scrub(line, MOST.message))).join("\n").slice(0, MOST.stack);
}

function isFields(word: unknown): word is Record<string, unknown> {
  return typeof word === "object" && word !== null && Object.getPrototypeOf(word) === Object.prototype;
}

/** Without the personal data that a message may repeat: the store's errors quote their commands. */
function loggedError(error: Error, causes: number): LoggedError {
  const { name, message, stack, cause } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = (stack ?? "").split("\n").filter((line) => FRAME.test(line)).join("\n");
  return {
    name,
    message: scrub(message, MOST.message),
    ...(code !== undefined && { code }),
    ...(frames !== "" && { stack: frames.slice(0, MOST.stack) }),
    ...(cause instanceof Error && causes > 0 && { cause: loggedError(cause, causes - 1) }),
  };
}

export function jsonLine(level: LogLevel, words: readonly unknown[], now = new Date()): string {
  const { message, fields, error } = lineOf(words);
  const known = { ...loggedRequest(), ...(error && { error }) };
  const head = { time: now.toISOString(), level, message };
  try {
    return JSON.stringify({ ...head, ...fields, ...known, ...head });
  } catch {
    // A circle, or a bigint.
    return JSON.stringify({ ...head, fields: inspect(fields), ...known });
  }
}

/** "14:03:07 WARN  Sign-in: 5 wrong passwords [request 0f8c…]", and the error with its causes below. */
export function textLine(level: LogLevel, words: readonly unknown[], now = new Date()): string {
  const { message, fields, error } = lineOf(words);
  const request = loggedRequest();
  const more = Object.keys(fields).length > 0 ? ` ${inspect(fields, { breakLength: Infinity })}` : "";
  const head = `${now.toTimeString().slice(0, 8)} ${level.toUpperCase().padEnd(5)} ${message}${more}${request ? ` [request ${request.requestId}]` : ""}`;
  return error ? [head, ...errorLines(error)].join("\n") : head;
}

function errorLines({ name, message, code, stack, cause }: LoggedError, before = ""): string[] {
  const lines = [`${before}${name}: ${message}${code === undefined ? "" : ` (${code})`}`, ...(stack === undefined ? [] : [stack])];
  return cause ? [...lines, ...errorLines(cause, "caused by ")] : lines;
}
