/**
 * Characters that no text of the site may contain. XML does not allow most of them, so that a single one makes
 * the whole feed unreadable; the others are invisible or change how the text around them looks.
 */
const REFUSED = /(?![\t\n\r])\p{Cc}|[\u2028\u2029\u202D\u202E\uFFFD]|\p{Cs}|\p{Noncharacter_Code_Point}/u;

const NAMES = new Map([
  [0x00, "NUL"],
  [0x08, "backspace"],
  [0x0b, "vertical tab"],
  [0x0c, "form feed"],
  [0x1b, "escape"],
  [0x7f, "delete"],
  [0x2028, "line separator"],
  [0x2029, "paragraph separator"],
  [0x202d, "left-to-right override"],
  [0x202e, "right-to-left override"],
  [0xfffd, "a character that was lost when the text was copied or saved"],
]);

export const WITHOUT_REFUSED = "Text without control characters: feeds, search engines and browsers cannot read them.";

export interface RefusedCharacter {
  character: string;
  /** Its position in the text, from 0. */
  index: number;
  /** "U+000B (vertical tab)" */
  name: string;
}

/** The first refused character in a text. */
export function refusedCharacter(text: string): RefusedCharacter | undefined {
  const match = REFUSED.exec(text);
  return match ? { character: match[0], index: match.index, name: characterName(match[0]) } : undefined;
}

/** The text without refused characters. One between two words becomes a space. */
export function withoutRefused(text: string): string {
  return text.replace(new RegExp(`(?<=\\S)(?:${REFUSED.source})+(?=\\S)`, "gu"), " ").replace(new RegExp(REFUSED.source, "gu"), "");
}

/** The text with refused characters written out, because a terminal obeys some of them. */
export function visible(text: string): string {
  return text.replace(new RegExp(REFUSED.source, "gu"), (character) => `\\u{${hex(character)}}`);
}

function characterName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const kind = code >= 0xd800 && code < 0xe000 ? "half a character" : code < 0xa0 ? "control character" : "not a character";
  return `U+${hex(character).padStart(4, "0")} (${NAMES.get(code) ?? kind})`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
}
