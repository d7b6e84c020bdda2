import type { IncomingMessage } from "node:http";

/** uri-host [ ":" port ] (RFC 9110, 7.2), without characters that begin a path, a query or a user name in a URL, and without a comma, which would join two hosts. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+;=%-]+)(?::\d*)?$/i;

/**
 * The requested URL, from the Host header and the target. `fallback` is the host for HTTP/1.0 without a Host.
 *
 * The target is a path with a query, or an absolute http(s) URL (RFC 9112, 3.2.2) of the same host. Browsers send
 * backslashes and bare percent signs in a query; in a path both are malformed.
 *
 * @returns undefined for a malformed request.
 */
export function requestUrl({ url: target = "", headersDistinct, httpVersionMajor }: Pick<IncomingMessage, "url" | "headersDistinct" | "httpVersionMajor">, fallback: string): URL | undefined {
  // Node's parser treats a line without a version as HTTP/0.9.
  if (httpVersionMajor !== 1) return undefined;
  const [host = fallback, ...others] = headersDistinct.host ?? [];
  if (others.length > 0 || !HOST.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  const path = /^https?:\/\//i.test(target) ? pathOf(target, new URL(`http://${host}`).host) : target;
  if (path === undefined || !isPath(path)) return undefined;
  return new URL(`http://${host}${path}`);
}

/** The path and query of an absolute URL, as they were written. */
function pathOf(address: string, host: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.host !== host || url.username || url.password) return undefined;
  return /^https?:\/\/[^/?#]+(\/.*)$/is.exec(address)?.[1] ?? `/${url.search}`;
}

function isPath(target: string): boolean {
  const [path = ""] = target.split("?", 1);
  return /^\/[\x21-\x7e]*$/.test(target) && !target.includes("#") && !path.includes("\\") && isDecodable(path);
}

/** Decodes UTF-8, and refuses NUL, which ends a path for a file system. */
function isDecodable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}
