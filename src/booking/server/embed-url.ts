/**
 * Reads CAL_EMBED_URL.
 *
 * @throws {TypeError} that says what was found and what to write. A password is not repeated.
 */
export function parseEmbedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  const found = text.includes("@") ? "contains a user name or is not a web address" : `is "${text}"`;
  throw new TypeError(`CAL_EMBED_URL ${found}. Write the script's whole address, for example "https://app.cal.com/embed/embed.js".`);
}
