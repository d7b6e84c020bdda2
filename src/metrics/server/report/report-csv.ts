import { stringify } from "csv-stringify/sync";
import type { StoredSample } from "../../shared/sample.ts";

/** Every field that a sample can have, in the order of the columns, which does not depend on the samples. */
const COLUMNS: Record<keyof StoredSample, string> = {
  receivedAt: "receivedAt",
  timestamp: "timestamp",
  id: "id",
  sampleId: "sampleId",
  outcome: "outcome",
  openKind: "openKind",
  variant: "variant",
  leadTime: "leadTime",
  codeTime: "codeTime",
  calLoadTime: "calLoadTime",
  frameTime: "frameTime",
  slotsTime: "slotsTime",
  iframeLoadTime: "iframeLoadTime",
  totalDuration: "totalDuration",
  lcp: "lcp",
  inp: "inp",
  ttfb: "ttfb",
  cls: "cls",
  page: "page",
  placement: "placement",
  release: "release",
  device: "device",
  browser: "browser",
  system: "system",
  connection: "connection",
  viewportWidth: "viewportWidth",
  viewportHeight: "viewportHeight",
  errorClass: "errorClass",
  error: "error",
  dropped: "dropped",
};

/**
 * The samples as CSV (RFC 4180), with a header. A text that a spreadsheet would take for a formula
 * is given an apostrophe in front: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(samples: readonly StoredSample[]): string {
  return stringify([...samples], {
    header: true,
    columns: COLUMNS,
    record_delimiter: "windows",
    // Without it a lone line feed in a text would end the line for most readers.
    quote_record_delimiter: true,
    escape_formulas: true,
  });
}
