/**
 * Whether the request says in `If-None-Match` that it has what this tag stands for. Compares weakly
 * (RFC 9110, 13.1.2): what compresses on the way may mark a tag as weak.
 */
export function hasCurrent(request: Request, etag: string): boolean {
  const tags = request.headers.get("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags !== undefined && (tags.includes(etag) || tags.includes("*"));
}
