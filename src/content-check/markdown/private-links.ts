import { bookingKind, parseBookingLink, type CalHosts } from "../../booking/booking-link.ts";
import { bookingAddress } from "../../site/markdown/booking-address.ts";
import type { Languages } from "../../site/languages/languages.ts";
import { readContent } from "../../site/content-files/content-source.ts";
import { fieldPath } from "../content-problem.ts";
import { judgeFile } from "../judged-file.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

/** A private link to the booking site. It works, but does not open the dialog. */
export interface PrivateLink {
  /** From the project's root: "src/content/pages/services/audit.md". */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** "hero.cta.event"; "text" for the Markdown. */
  readonly field: string;
  readonly found: string;
}

/** All private links ("d/<hash>/<event>") in the content under `root`. */
export async function privateLinks(root: string, hosts: CalHosts, languages: Languages = []): Promise<PrivateLink[]> {
  const files = (await readContent(root, languages)).map(judgeFile);
  return files.flatMap(({ source: { file }, values, lineOf, markdown }) => [
    ...values.flatMap(({ path, value, schema }) => (["event", "href"].includes(schema.role ?? "") && isPrivate(value, hosts) ? [{ file, line: lineOf(path), field: fieldPath(path), found: value }] : [])),
    ...markdown.links.flatMap(({ url, line, source }) => (isPrivate(url, hosts) ? [{ file, line, field: "text", found: source }] : [])),
  ]);
}

/** The notice about private links that `npm run check:content` prints. */
export function privateLinksText(links: readonly PrivateLink[]): string {
  return [
    "Private links open Cal's booking page instead of the dialog and are not counted, because Cal offers no embeddable version of them.",
    "To open the dialog, link to a public event.",
    "",
    ...links.map(({ file, line, field, found }) => `  ${file}:${line}  ${field}  ${quoted(excerpt(found))}`),
  ].join("\n");
}

function isPrivate(text: string, hosts: CalHosts): boolean {
  try {
    const link = bookingAddress(text, hosts)?.link ?? parseBookingLink(text);
    return bookingKind(link) === "private";
  } catch {
    return false;
  }
}
