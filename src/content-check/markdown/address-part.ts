/** What an address on this site is made of, between its slashes. */
export const ADDRESS_PART = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const LETTERS: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "o", ł: "l", đ: "d", "&": " and " };

/** A name as a part of an address: "Über uns" is "ueber-uns". Empty where nothing of it can stand in one. */
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
