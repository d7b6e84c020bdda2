import { MIMEType } from "node:util";

/** The media type that a request declares, in lower case and without parameters; "" if it declares none, or none that can be parsed. */
export function mediaTypeOf({ headers }: Pick<Request, "headers">): string {
  try {
    return new MIMEType(headers.get("content-type") ?? "").essence;
  } catch {
    return "";
  }
}

/**
 * A request's body, byte for byte, or undefined as soon as it is longer than `limit` bytes; the rest is
 * cancelled then. Counts while reading, because a content-length is only a claim of the sender.
 *
 * @throws {Error} if the connection breaks before the body's end.
 */
export async function readBounded(request: Request, limit: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Node's streams are async iterable, and leaving the loop cancels them; the DOM's types lack this.
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** In bytes. This site's forms have one or two fields. */
const LARGEST_FORM = 8_192;

/** The posted form, empty if the body is not a form; undefined if it is larger than 8 KB, or than `limit` bytes. */
export async function postedForm(request: Request, limit = LARGEST_FORM): Promise<FormData | undefined> {
  const body = await readBounded(request, limit);
  if (!body) return undefined;
  const type = request.headers.get("content-type") ?? "";
  return new Response(body, { headers: { "content-type": type } }).formData().catch(() => new FormData());
}
