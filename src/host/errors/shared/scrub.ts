/**
 * Removes personal data from a text before it is sent to an error reporter: the query and fragment of every
 * URL, email addresses, the values of a form's personal fields, credentials, and the store's commands,
 * which its client's errors repeat with all data. It removes too much rather than too little: a wrongly
 * removed text costs a hint, a wrongly kept one may be a person's name.
 */

/** Replaces removed text. */
const GONE = "[…]";

/** Characters that are examined per character of the result, because removed texts may be long. */
const LOOKED_AT = 8;

/**
 * The name of a personal field or of a secret, as a form, JSON or a URL writes it (`attendeeName`,
 * `"guests":`, `notes%5B0%5D%3D`), and everything after it. The end of the value is unknown, because plain
 * text may contain any delimiter.
 */
const PERSONAL =
  /((?:(?<!file|host|class|tag)name(?!space)|mail|phone|(?<![a-z])tel|sms|guest|attendee|invitee|note|comment|address|location|birth|compan|passw|secret|(?<!unexpected )token|authorization|cookie|command was)[\w.$[\]%-]{0,40}?)\\*["'`]?\s*(?:[=:]|%(?:25)*3[ad])[^]*/gi;

/** A bearer token and everything after it: a malformed token may contain any character. */
const BEARER = /\b(bearer)\s[^]*/gi;
/** Credentials in a URL. */
const SIGNED_IN = /(:\/\/)[^\s/?#]*@/g;
/**
 * Everything after the path of a URL at the beginning of a word. A path ends where another may begin, or
 * "(/(/(/" would take quadratic time.
 */
const BEHIND_PATH = /((?<![^\s"(<])(?:[a-z][\w+.-]{0,20}:\/)?\/[^\s"(<>`?#]*)[?#][^\s"<>`]*/gi;
/**
 * An email address, with all characters that need no quotes; npm's scoped packages are excluded. Matched only
 * from the beginning of a word, or a long word would take quadratic time.
 */
const MAIL = /(?<![^\s"<>(),;:\\[\]@])[^\s"<>(),;:\\[\]@]+(?<!node_modules\/|(?<![^\s(])')(?:@|%(?:25)*40)[^\s"<>(),;:\\[\]]*/g;
/** Any other query or fragment: a question mark followed by text without a space, a hash inside a word. */
const QUERY_OR_FRAGMENT = /(?:\?|(?<=\S)#|%(?:25)*(?:3f|23))[^\s"<>`]+/gi;

/** The text without personal data, cut to `limit` characters. */
export function scrub(text: string, limit: number): string {
  return cutAtWord(text, limit * LOOKED_AT)
    .replaceAll(SIGNED_IN, "$1")
    .replaceAll(BEARER, `$1 ${GONE}`)
    .replaceAll(PERSONAL, `$1=${GONE}`)
    .replaceAll(BEHIND_PATH, "$1")
    // The match may be the beginning of a query that continues after it.
    .replaceAll(MAIL, (address) => (/[?#]/.test(address) ? `${GONE}?` : GONE))
    .replaceAll(QUERY_OR_FRAGMENT, "")
    .slice(0, limit)
    .toWellFormed();
}

/** Cuts between words, because half an email address would not be recognized. */
function cutAtWord(text: string, length: number): string {
  return text.length > length ? text.slice(0, Math.max(text.lastIndexOf(" ", length), 0)) : text;
}
