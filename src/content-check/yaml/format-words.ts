import { addressPart } from "../markdown/address-part.ts";
import type { Words } from "../content-problem.ts";
import type { FieldSchema } from "./field-schema.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";
import { sampleValue } from "./sample-value.ts";

/** What is wrong with the form of a text, e.g. of an address. */
export function formatWords(key: PropertyKey, value: unknown, schema: FieldSchema | undefined): Words {
  const text = String(value).trim();
  const found = quoted(excerpt(text));
  const start = typeof key === "number" ? "- " : `${String(key)}: `;
  const sample = `Write it in this form: ${start}${sampleValue(String(key), schema)}`;
  if (schema?.format === "uri") return { found, expected: "A whole address that begins with https://.", write: /^(http:\/\/)?[\w-]+(\.[\w-]+)+\S*$/.test(text) ? `${start}https://${text.replace(/^http:\/\//, "")}` : sample };
  if (schema?.format === "email") return { found, expected: "A mail address.", write: sample };
  if (schema?.role === "reference") return { found, expected: schema.description ?? "", write: addressPart(text) ? `${start}${addressPart(text)}` : sample };
  if (schema?.pattern?.startsWith("^\\/")) {
    const path = pathOf(text);
    return { found, expected: "An address on this site, from its first slash, without spaces, ? and #.", write: path ? start + path : "Write the address up to the ? or #, if everything at it has moved here." };
  }
  return { found, expected: schema?.description ?? "", write: sample };
}

/** The path that is meant by a whole address, or by one without its first slash; undefined where more than a path is meant. */
function pathOf(text: string): string | undefined {
  const path = text.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, "").replace(/^\/*/, "/").replace(/\s/g, "%20");
  return /[?#]/.test(path) ? undefined : path;
}
