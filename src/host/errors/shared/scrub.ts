/**
 * Takes out of a text what may belong to a person, before it goes to an error reporter: the query and
 * the fragment of every URL, mail addresses, what stands in a form's personal fields, what gives access,
 * and the store's commands, which its client's errors repeat with all that was to be kept. It rather
 * takes too much: what is taken wrongly costs a hint, what stays wrongly is somebody's name.
 */

/** Stands for what was taken out. */
const GONE = "[…]";

/** Characters that are looked at, for each one that may stay: what is taken out may be long. */
const LOOKED_AT = 8;

/**
 * The name of a personal field or of a secret, as a form, JSON or an address writes it (`attendeeName`,
 * `"guests":`, `notes%5B0%5D%3D`), and all that follows. Where its value ends nobody can tell: in plain
 * words it may hold every character that would end it.
 */
const PERSONAL =
  /((?:(?<!file|host|class|tag)name(?!space)|mail|phone|(?<![a-z])tel|sms|guest|attendee|invitee|note|comment|address|location|birth|compan|passw|secret|(?<!unexpected )token|authorization|cookie|command was)[\w.$[\]%-]{0,40}?)\\*["'`]?\s*(?:[=:]|%(?:25)*3[ad])[^]*/gi;

/** What a program signs in with, and all that follows: one that a header refuses may hold any character. */
const BEARER = /\b(bearer)\s[^]*/gi;
/** Who signs in to a host with the address itself. */
const SIGNED_IN = /(:\/\/)[^\s/?#]*@/g;
/**
 * What follows the path of an address that begins where a word does. A path ends where another may begin,
 * or "(/(/(/" would take a square of its length.
 */
const BEHIND_PATH = /((?<![^\s"(<])(?:[a-z][\w+.-]{0,20}:\/)?\/[^\s"(<>`?#]*)[?#][^\s"<>`]*/gi;
/**
 * With every character that needs no quotes in a mail address; a scoped package is none. Looked for from
 * each word's beginning only, or a long one would take a square of its length.
 */
const MAIL = /(?<![^\s"<>(),;:\\[\]@])[^\s"<>(),;:\\[\]@]+(?<!node_modules\/|(?<![^\s(])')(?:@|%(?:25)*40)[^\s"<>(),;:\\[\]]*/g;
/** Any other: a question mark that something follows without a space, a hash inside a word. */
const QUERY_OR_FRAGMENT = /(?:\?|(?<=\S)#|%(?:25)*(?:3f|23))[^\s"<>`]+/gi;

/** The text without what may belong to a person, and at most `limit` characters of it. */
export function scrub(text: string, limit: number): string {
  return cutAtWord(text, limit * LOOKED_AT)
    .replaceAll(SIGNED_IN, "$1")
    .replaceAll(BEARER, `$1 ${GONE}`)
    .replaceAll(PERSONAL, `$1=${GONE}`)
    .replaceAll(BEHIND_PATH, "$1")
    .replaceAll(MAIL, GONE)
    .replaceAll(QUERY_OR_FRAGMENT, "")
    .slice(0, limit)
    .toWellFormed();
}

/** Half a mail address is not known for one. */
function cutAtWord(text: string, length: number): string {
  return text.length > length ? text.slice(0, Math.max(text.lastIndexOf(" ", length), 0)) : text;
}
