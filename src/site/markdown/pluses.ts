/**
 * A plus in a query means a space, which is usually intended: "name=Ada+Lovelace". In an e-mail address and before
 * a phone number, a plus is intended.
 */

/** The query with every plus that is certainly intended encoded as %2B. */
export function withPluses(search: string): string {
  return search.replace(/=([^&]*)/g, (_, value: string) => `=${isMailAddress(value) ? value.replaceAll("+", "%2B") : value.replace(/^\+(?=\d)/, "%2B")}`);
}

/** The same including those that may be intended: "C++", "1+1", "+ VAT". A plus between words is a space. */
export function withDoubtfulPluses(search: string): string {
  return withPluses(search).replace(/=([^&]*)/g, (_, value: string) => `=${value.replace(/\++/g, (run: string, at: number) => (isSpace(value, at, run.length) ? run : run.replaceAll("+", "%2B")))}`);
}

function isSpace(value: string, at: number, length: number): boolean {
  const [before = "", after = ""] = [value[at - 1], value[at + length]];
  return length === 1 && before !== "" && after !== "" && !(/\d/.test(before) && /\d/.test(after));
}

/** One e-mail address, or several separated by commas. */
function isMailAddress(value: string): boolean {
  // Divided first: an expression for the whole list would take exponential time.
  return value.split(/,|%2C/i).every((one) => /^[\w.!#$%&'*/=?^`{|}~+-]+(?:@|%40)[\w.-]+$/i.test(one));
}
