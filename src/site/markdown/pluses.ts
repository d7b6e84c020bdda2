/**
 * A plus in an address's query is read as a space, and most often meant as one: "name=Ada+Lovelace". In a mail
 * address and before a phone number it is a plus.
 */

/** The query with every plus that is certainly meant as one written so that it is read as one. */
export function withPluses(search: string): string {
  return search.replace(/=([^&]*)/g, (_, value: string) => `=${isMailAddress(value) ? value.replaceAll("+", "%2B") : value.replace(/^\+(?=\d)/, "%2B")}`);
}

/** The same with those that may be meant as one: "C++", "1+1", "+ VAT". A plus between words is a space. */
export function withDoubtfulPluses(search: string): string {
  return withPluses(search).replace(/=([^&]*)/g, (_, value: string) => `=${value.replace(/\++/g, (run: string, at: number) => (isSpace(value, at, run.length) ? run : run.replaceAll("+", "%2B")))}`);
}

function isSpace(value: string, at: number, length: number): boolean {
  const [before = "", after = ""] = [value[at - 1], value[at + length]];
  return length === 1 && before !== "" && after !== "" && !(/\d/.test(before) && /\d/.test(after));
}

/** One mail address, or several with commas between them. */
function isMailAddress(value: string): boolean {
  const one = "[\\w.!#$%&'*/=?^`{|}~+-]+(@|%40)[\\w.-]+";
  return new RegExp(`^${one}((,|%2C)${one})*$`, "i").test(value);
}
