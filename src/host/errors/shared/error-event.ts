import { scrub } from "./scrub.ts";

/** The endpoint that pages post their errors to, on this site's own origin. It sends them on to Sentry. */
export const ERROR_TUNNEL = "/api/errors";

/**
 * The DSN in browsers' code, a placeholder. With the real one anybody could post to Sentry, past all
 * limits, and a page built before a change of the DSN could not report. `.invalid` never resolves
 * (RFC 2606).
 */
export const ERROR_TUNNEL_DSN = "https://page@errors.invalid/1";

/**
 * What may be said of an error, and no more: Sentry's event (https://develop.sentry.dev/sdk/foundations/transport/event-payloads/)
 * cut down to what helps to find an error. Whatever leaves for Sentry is made by `errorEvent`, in the
 * browser, in the tunnel and on the server: no header, cookie, user, address, host name or breadcrumb
 * has a place in it, and every text has been scrubbed.
 */
export interface ErrorEvent {
  event_id: string;
  /** Seconds since 1970. */
  timestamp: number;
  platform: "javascript" | "node";
  level: (typeof LEVELS)[number];
  environment?: string;
  release?: string;
  /** The page's path, or the method and the route. */
  transaction?: string;
  message?: string;
  fingerprint?: string[];
  tags?: Record<string, string>;
  extra?: Record<string, string | number>;
  contexts?: { react?: { componentStack: string }; runtime?: { name: string; version: string } };
  exception?: { values: ThrownError[] };
  debug_meta?: { images: SourceMapOf[] };
}

/** The cause first, what was thrown last. */
interface ThrownError {
  type?: string;
  value?: string;
  mechanism?: { type: string; handled: boolean };
  stacktrace?: { frames: StackFrame[] };
}

interface StackFrame {
  filename?: string;
  function?: string;
  module?: string;
  lineno?: number;
  colno?: number;
  in_app?: boolean;
}

/** Which source map belongs to a file, by the id that the build has given to both. */
interface SourceMapOf {
  type: "sourcemap";
  code_file: string;
  debug_id: string;
}

const LEVELS = ["fatal", "error", "warning", "info"] as const;
const TAGS = ["page", "placement", "event", "variant", "state", "class", "alert", "device", "browser", "system"];
const EXTRA = ["value", "n", "threshold"];

/** Characters. A message of React's has 400, of zod's one line per field. */
const TEXT = 1_000;
/** Characters of a name, a path, an id. */
const NAME = 200;
/** Characters; a component's line has about 100. */
const COMPONENT_STACK = 4_000;
/** Sentry's own libraries send no more. */
const FRAMES = 50;
/** An error, its cause and theirs. */
const CAUSES = 5;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The event with what an error report may have, scrubbed and bounded; everything else is left out.
 *
 * @returns undefined for what is no event: without an id, a time, a platform or a level.
 */
export function errorEvent(input: unknown): ErrorEvent | undefined {
  const event = fieldsOf(input);
  const { event_id, timestamp, platform, level = "error" } = event;
  const isEvent = typeof event_id === "string" && /^[\da-f]{32}$/.test(event_id) && typeof timestamp === "number" && Number.isFinite(timestamp);
  if (!isEvent || (platform !== "javascript" && platform !== "node") || !isLevel(level)) return undefined;
  const contexts = fieldsOf(event.contexts);
  const componentStack = text(fieldsOf(contexts.react).componentStack, COMPONENT_STACK);
  const runtime = fieldsOf(contexts.runtime);
  return {
    event_id,
    timestamp,
    platform,
    level,
    ...given({
      environment: text(event.environment, NAME),
      release: text(event.release, NAME),
      transaction: text(event.transaction, NAME),
      message: text(event.message, TEXT),
      fingerprint: listOf(event.fingerprint, CAUSES, (part) => text(part, NAME)),
      tags: recordOf(TAGS, event.tags, (value) => text(value, NAME)),
      extra: recordOf(EXTRA, event.extra, (value) => number(value) ?? text(value, NAME)),
      contexts: filled({
        ...(componentStack && { react: { componentStack } }),
        ...(platform === "node" && { runtime: { name: text(runtime.name, NAME) ?? "", version: text(runtime.version, NAME) ?? "" } }),
      }),
      exception: valuesOf(listOf(fieldsOf(event.exception).values, CAUSES, thrownError)),
      debug_meta: imagesOf(listOf(fieldsOf(event.debug_meta).images, FRAMES, sourceMapOf)),
    }),
  };
}

function thrownError(input: unknown): ThrownError | undefined {
  const { type, value, mechanism, stacktrace } = fieldsOf(input);
  const { type: kind, handled } = fieldsOf(mechanism);
  const frames = listOf(fieldsOf(stacktrace).frames, FRAMES, stackFrame);
  return filled(
    given({
      type: text(type, NAME),
      value: text(value, TEXT),
      mechanism: typeof kind === "string" ? { type: scrub(kind, NAME), handled: handled === true } : undefined,
      stacktrace: frames && { frames },
    }),
  );
}

function stackFrame(input: unknown): StackFrame | undefined {
  const frame = fieldsOf(input);
  return filled(
    given({
      filename: text(frame.filename, NAME),
      function: text(frame.function, NAME),
      module: text(frame.module, NAME),
      lineno: number(frame.lineno),
      colno: number(frame.colno),
      in_app: typeof frame.in_app === "boolean" ? frame.in_app : undefined,
    }),
  );
}

function sourceMapOf(input: unknown): SourceMapOf | undefined {
  const { type, code_file, debug_id } = fieldsOf(input);
  if (type !== "sourcemap" || typeof code_file !== "string" || typeof debug_id !== "string" || !/^[\da-f-]{36}$/.test(debug_id)) return undefined;
  return { type, code_file: scrub(code_file, NAME), debug_id };
}

function isLevel(level: unknown): level is ErrorEvent["level"] {
  return (LEVELS as readonly unknown[]).includes(level);
}

function valuesOf(values: ThrownError[] | undefined) {
  return values && { values };
}

function imagesOf(images: SourceMapOf[] | undefined) {
  return images && { images };
}

/** An object's own fields; none of anything else. */
function fieldsOf(input: unknown): Fields {
  return typeof input === "object" && input !== null ? (input as Fields) : {};
}

function text(input: unknown, limit: number): string | undefined {
  return typeof input === "string" && input ? scrub(input, limit) : undefined;
}

function number(input: unknown): number | undefined {
  return typeof input === "number" && Number.isFinite(input) ? input : undefined;
}

/** The last ones, which are what was thrown and where; undefined where nothing is left. */
function listOf<T>(input: unknown, limit: number, read: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(input)) return undefined;
  const list = input.slice(-limit).flatMap((entry) => read(entry) ?? []);
  return list.length > 0 ? (list as T[]) : undefined;
}

function recordOf<T>(names: readonly string[], input: unknown, read: (value: unknown) => T | undefined): Record<string, T> | undefined {
  const fields = fieldsOf(input);
  return filled(given(Object.fromEntries(names.map((name) => [name, Object.hasOwn(fields, name) ? read(fields[name]) : undefined])))) as
    | Record<string, T>
    | undefined;
}

/** Without the fields that are undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Undefined where there is nothing in it. */
function filled<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
