/** What `npm audit --json` says, in short: https://docs.npmjs.com/cli/v11/commands/npm-audit */

export type AuditVerdict =
  | { kind: "clean"; lesser: number }
  /** A sentence for each package that must go. */
  | { kind: "found"; problems: string[] }
  /** Nobody knows. */
  | { kind: "unchecked"; why: string };

type Severity = "info" | "low" | "moderate" | "high" | "critical";

interface Vulnerability {
  severity: Severity;
  /** Its own advisories, and the names of packages that have it from theirs. */
  via: (string | { title: string; url: string; severity: Severity })[];
  /** Where it is installed. */
  nodes: string[];
  fixAvailable: boolean | { name: string; version: string; isSemVerMajor?: boolean };
}

interface AuditReport {
  auditReportVersion: 2;
  vulnerabilities: Record<string, Vulnerability>;
}

/** What is found by advisories of these severities must go before anything is deployed. */
const GRAVE: ReadonlySet<Severity> = new Set(["high", "critical"]);

/** @param said what npm wrote to its standard output. */
export function auditVerdict(said: string): AuditVerdict {
  const report = parse(said);
  if (!isReport(report)) return { kind: "unchecked", why: reasonIn(report) };
  const all = Object.entries(report.vulnerabilities);
  const grave = all.filter(([, { severity }]) => GRAVE.has(severity));
  if (grave.length === 0) return { kind: "clean", lesser: all.length };
  return { kind: "found", problems: grave.map(([name, found]) => sentence(name, found)) };
}

function sentence(name: string, { severity, via, nodes, fixAvailable }: Vulnerability): string {
  const advisories = via.filter((cause) => typeof cause !== "string" && GRAVE.has(cause.severity));
  const causes = advisories.length > 0 ? advisories.map((cause) => (typeof cause === "string" ? cause : `${cause.title} (${cause.url})`)) : via.map((cause) => (typeof cause === "string" ? `through ${cause}` : cause.title));
  return `${severity}: ${name} in ${nodes.join(", ")}: ${causes.join("; ")}. ${remedy(fixAvailable)}`;
}

function remedy(fix: Vulnerability["fixAvailable"]): string {
  if (fix === true) return "npm audit fix mends it.";
  if (fix === false) return "There is no mended version yet: replace it, or override what it needs.";
  return `Install ${fix.name} ${fix.version}${fix.isSemVerMajor ? ", a new major version" : ""}.`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isReport(report: unknown): report is AuditReport {
  return typeof report === "object" && report !== null && "auditReportVersion" in report && report.auditReportVersion === 2 && "vulnerabilities" in report;
}

/** npm has a form for what the service answered and one for what it thought itself. */
function reasonIn(report: unknown): string {
  if (typeof report !== "object" || report === null) return "npm said nothing that could be read.";
  const error = "error" in report && typeof report.error === "object" && report.error !== null ? report.error : {};
  const texts = ["message" in report ? report.message : "", "summary" in error ? error.summary : "", "detail" in error ? error.detail : ""];
  const text = texts.find((one): one is string => typeof one === "string" && one !== "") ?? "npm gave no reason";
  return `${text.split("\n")[0]?.replace(/\.$/, "") ?? ""}.`;
}
