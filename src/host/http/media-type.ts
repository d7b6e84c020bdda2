import { MIMEType } from "node:util";

/** The media type that a request declares, in lower case and without parameters; "" where it declares none, or none that can be parsed. */
export function mediaTypeOf({ headers }: Pick<Request, "headers">): string {
  try {
    return new MIMEType(headers.get("content-type") ?? "").essence;
  } catch {
    return "";
  }
}
