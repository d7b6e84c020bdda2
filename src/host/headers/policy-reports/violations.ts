/**
 * Reads what browsers report when our policy has blocked something. There are two forms:
 * `application/csp-report` (one report, from `report-uri`) and `application/reports+json` (a list, from
 * `report-to`). https://www.w3.org/TR/CSP3/#deprecated-serialize-violation and #reporting
 * WebKit mixes them: for `report-to` it posts one report of the newer form under the older type.
 *
 * Only the directive and the origin of the blocked content are kept: no path, no query, no sample of a
 * script. Reports about browser extensions are left out: they are most of what arrives, and nothing
 * here can fix them.
 */
export interface Violation {
  /** The directive and whose content it kept out: "script-src-elem https://evil.example". */
  readonly kind: string;
  /** The path of our page, at most 100 characters. */
  readonly page: string;
}

const DIRECTIVES = new Set(
  ["default", "script", "style", "img", "font", "connect", "frame", "child", "object", "worker", "manifest", "media", "fenced-frame", "prefetch"]
    .flatMap((name) => [`${name}-src`, `${name}-src-elem`, `${name}-src-attr`])
    .concat("form-action", "base-uri", "frame-ancestors"),
);
/** What stands in a report instead of an address. */
const WORDS = new Set(["inline", "eval", "wasm-eval", "self", "trusted-types-policy", "trusted-types-sink"]);
const EXTENSIONS = /^(?:[\w-]*-extension|chrome|resource|about|webviewprogressproxy)(?::|$)/i;

/** A page with its queue of one view has a handful; more in one body is a flood. */
const MOST_REPORTS = 20;
const LONGEST_PAGE = 100;
/** Longer than any that people type, shorter than the 253 of DNS. */
const LONGEST_ORIGIN = 100;

/**
 * The violations that a body reports of pages on `host`, the first 20 of them. Empty for what is
 * malformed, foreign or an extension's.
 */
export function violationsIn(contentType: string, body: string, host: string): Violation[] {
  return reportsIn(contentType, body)
    .slice(0, MOST_REPORTS)
    .flatMap((report) => violationOf(report, host) ?? []);
}

/** What both forms have in common. */
interface Report {
  document: string;
  directive: string;
  blocked: string;
  source: string;
}

function reportsIn(contentType: string, body: string): Report[] {
  const parsed = parse(body);
  if (contentType === "application/csp-report") {
    const fields = fieldsOf(parsed);
    return "csp-report" in fields ? [olderReport(fieldsOf(fields["csp-report"]))] : newerReports([fields]);
  }
  return contentType === "application/reports+json" && Array.isArray(parsed) ? newerReports(parsed.map(fieldsOf)) : [];
}

function olderReport(fields: Record<string, unknown>): Report {
  // Older browsers have only the second, with the directive's sources behind its name.
  const directive = text(fields["effective-directive"]) || text(fields["violated-directive"]);
  return { document: text(fields["document-uri"]), directive, blocked: text(fields["blocked-uri"]), source: text(fields["source-file"]) };
}

function newerReports(reports: readonly Record<string, unknown>[]): Report[] {
  return reports
    .filter(({ type }) => type === "csp-violation")
    .map(({ body }) => fieldsOf(body))
    .map((fields) => ({
      document: text(fields.documentURL),
      directive: text(fields.effectiveDirective),
      blocked: text(fields.blockedURL),
      source: text(fields.sourceFile),
    }));
}

function violationOf({ document, directive: named, blocked, source }: Report, host: string): Violation | undefined {
  const page = URL.canParse(document) ? new URL(document) : undefined;
  const directive = named.trim().split(/\s/)[0]?.toLowerCase() ?? "";
  if (page?.host !== host || !DIRECTIVES.has(directive)) return undefined;
  if (EXTENSIONS.test(blocked) || EXTENSIONS.test(source)) return undefined;
  return { kind: `${directive} ${contentOf(blocked, host)}`, page: page.pathname.slice(0, LONGEST_PAGE) };
}

/** Whose content it was: a word of the standard's, "self", an origin, or a scheme that has none. */
function contentOf(blocked: string, host: string): string {
  // The second edition of the standard says nothing where the third says "inline".
  if (blocked === "") return "inline";
  if (WORDS.has(blocked)) return blocked;
  if (!URL.canParse(blocked)) return /^(?:data|blob|filesystem)$/.test(blocked) ? `${blocked}:` : "other";
  const { protocol, host: theirs } = new URL(blocked);
  if (!/^(?:https?|wss?):$/.test(protocol)) return /^(?:data|blob|filesystem|javascript):$/.test(protocol) ? protocol : "other";
  if (theirs === host) return "self";
  const origin = `${protocol}//${theirs}`;
  return origin.length <= LONGEST_ORIGIN ? origin : "other";
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
