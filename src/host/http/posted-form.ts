import { readBounded } from "./bounded-body.ts";

/** In bytes. Our forms have a field or two. */
const LARGEST = 8_192;

/** The form that was posted, empty if it is none; undefined if it is larger than 8 KB. */
export async function postedForm(request: Request): Promise<FormData | undefined> {
  const body = await readBounded(request, LARGEST);
  if (!body) return undefined;
  const type = request.headers.get("content-type") ?? "";
  return new Response(body, { headers: { "content-type": type } }).formData().catch(() => new FormData());
}
