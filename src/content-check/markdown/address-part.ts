/** A part of an address on this site, between two slashes. */
export const ADDRESS_PART = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const LETTERS: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "o", ł: "l", đ: "d", "&": " and " };

/** A name as a part of an address: "Über uns" becomes "ueber-uns". Empty if no character can be used. */
export function addressPart(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[äöüßæøłđ&]/g, (letter) => LETTERS[letter] ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
