/**
 * Parses the address of a site, as a person types it.
 *
 * @throws {TypeError} with a suggestion.
 */
export function siteUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username) return url;
  const guess = `https://${text.replace(/^\W+/, "")}`;
  const example = /^[\w.-]+\.\w+(\/|$)/.test(text) && URL.canParse(guess) ? new URL(guess).href : "https://example.com";
  throw new TypeError(`"${text}" is not the address of a site. Write the whole address, for example ${example}`);
}
