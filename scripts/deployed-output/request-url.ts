import type { IncomingMessage } from "node:http";

/** uri-host [ ":" port ] (RFC 9110, 7.2). What it must not have is what would begin a path, a query or a user's name in a URL; and a comma, which would join two. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+;=%-]+)(?::\d*)?$/i;

/**
 * The URL that a request asks for: its Host and its target. `fallback` is the host where HTTP/1.0 sends none.
 *
 * The target is a path with a query, or a whole http(s) address (RFC 9112, 3.2.2) of the same host. A query
 * may have what browsers leave in it, a backslash or a bare percent sign; a path may not.
 *
 * @returns undefined for what is malformed.
 */
export function requestUrl({ url: target = "", headersDistinct, httpVersionMajor }: Pick<IncomingMessage, "url" | "headersDistinct" | "httpVersionMajor">, fallback: string): URL | undefined {
  // Node's parser takes a line without a version for HTTP/0.9.
  if (httpVersionMajor !== 1) return undefined;
  const [host = fallback, ...others] = headersDistinct.host ?? [];
  if (others.length > 0 || !HOST.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  const path = /^https?:\/\//i.test(target) ? pathOf(target, new URL(`http://${host}`).host) : target;
  if (path === undefined || !isPath(path)) return undefined;
  return new URL(`http://${host}${path}`);
}

/** The path and query of a whole address, as they were written. */
function pathOf(address: string, host: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.host !== host || url.username || url.password) return undefined;
  return /^https?:\/\/[^/?#]+(\/.*)$/is.exec(address)?.[1] ?? `/${url.search}`;
}

function isPath(target: string): boolean {
  const [path = ""] = target.split("?", 1);
  return /^\/[\x21-\x7e]*$/.test(target) && !target.includes("#") && !path.includes("\\") && isDecodable(path);
}

/** As UTF-8, and without the character that ends a path for a file system. */
function isDecodable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}
