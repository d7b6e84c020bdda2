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
 * The allowed fields of an error report: a subset of Sentry's event
 * (https://develop.sentry.dev/sdk/foundations/transport/event-payloads/) that helps to find the error. All
 * events for Sentry are made by `errorEvent`, in the browser, in the tunnel and on the server. They contain
 * no header, cookie, user, address, host name or breadcrumb, and every text is scrubbed.
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

/** The thrown error comes last, after its causes. */
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

/** A file's source map, by the id that the build has written into both. */
interface SourceMapOf {
  type: "sourcemap";
  code_file: string;
  debug_id: string;
}

const LEVELS = ["fatal", "error", "warning", "info"] as const;
const TAGS = ["page", "placement", "event", "variant", "state", "class", "alert", "device", "browser", "system"];
const EXTRA = ["value", "n", "threshold"];

/** Characters. React's messages have 400, zod's one line per field. */
const TEXT = 1_000;
/** Characters of a name, a path, an id. */
const NAME = 200;
/** Characters; a component's line has about 100. */
const COMPONENT_STACK = 4_000;
/** The maximum of Sentry's own libraries. */
const FRAMES = 50;
/** An error and its chain of causes. */
const CAUSES = 5;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The event with only the allowed fields, scrubbed and limited in length.
 *
 * @returns undefined if the input is not an event: without an id, a time, a platform or a valid level.
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

/** An object's fields; empty for any other value. */
function fieldsOf(input: unknown): Fields {
  return typeof input === "object" && input !== null ? (input as Fields) : {};
}

function text(input: unknown, limit: number): string | undefined {
  return typeof input === "string" && input ? scrub(input, limit) : undefined;
}

function number(input: unknown): number | undefined {
  return typeof input === "number" && Number.isFinite(input) ? input : undefined;
}

/** The last entries, which have the thrown error and its position; undefined if none is left. */
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

/** Undefined if the object is empty. */
function filled<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
