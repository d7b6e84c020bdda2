/**
 * Parses browsers' reports of policy violations. There are two formats: `application/csp-report` (one report,
 * from `report-uri`) and `application/reports+json` (a list, from `report-to`).
 * https://www.w3.org/TR/CSP3/#deprecated-serialize-violation and #reporting
 * WebKit mixes them: for `report-to` it sends one report in the newer format with the older type.
 *
 * Only the directive and the origin of the blocked content are stored: no path, no query, no script sample.
 * Reports about browser extensions are ignored: they are the majority, and this site cannot fix them.
 */
export interface Violation {
  /** The directive and the origin of the blocked content: "script-src-elem https://evil.example". */
  readonly kind: string;
  /** The path of the page, at most 100 characters. */
  readonly page: string;
}

const DIRECTIVES = new Set(
  ["default", "script", "style", "img", "font", "connect", "frame", "child", "object", "worker", "manifest", "media", "fenced-frame", "prefetch"]
    .flatMap((name) => [`${name}-src`, `${name}-src-elem`, `${name}-src-attr`])
    .concat("form-action", "base-uri", "frame-ancestors"),
);
/** Keywords that a report may have instead of an address. */
const WORDS = new Set(["inline", "eval", "wasm-eval", "self", "trusted-types-policy", "trusted-types-sink"]);
const EXTENSIONS = /^(?:[\w-]*-extension|chrome|resource|about|webviewprogressproxy)(?::|$)/i;

/** A page view has a handful; more in one body is a flood. */
const MOST_REPORTS = 20;
const LONGEST_PAGE = 100;
/** Longer than usual host names, shorter than the 253 characters of DNS. */
const LONGEST_ORIGIN = 100;

/**
 * The violations in a body that are about pages on `host`, at most 20. Malformed reports and those about
 * other hosts or extensions are dropped.
 */
export function violationsIn(contentType: string, body: string, host: string): Violation[] {
  return reportsIn(contentType, body)
    .slice(0, MOST_REPORTS)
    .flatMap((report) => violationOf(report, host) ?? []);
}

/** The fields that both formats share. */
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
  // Older browsers only send the second, with the directive's sources after its name.
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

/** The origin of the blocked content: a keyword of the standard, "self", an origin, or a scheme without origins. */
function contentOf(blocked: string, host: string): string {
  // In CSP level 2 the value is empty where level 3 has "inline".
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
