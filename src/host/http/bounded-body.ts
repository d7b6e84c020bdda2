/**
 * A request's body, byte for byte, or undefined as soon as it is longer than `limit` bytes; what is
 * still on its way is cancelled then. Counts while reading: a content-length is only what the sender
 * claims.
 *
 * @throws {Error} where the connection breaks before the body's end.
 */
export async function readBounded(request: Request, limit: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Node's streams can be iterated over, and leaving the loop cancels them; the DOM's types do not know.
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
