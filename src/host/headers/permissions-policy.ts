/**
 * What a browser asks a visitor for, and what it does without asking. Everything else is closed to frames of other
 * origins by default, and a longer list made the page's first flight too large. https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md
 */
const CLOSED = ["browsing-topics", "camera", "clipboard-read", "display-capture", "geolocation", "hid", "microphone", "midi", "serial", "usb"];

/**
 * The Permissions-Policy header of pages that open the calendar of `calOrigin`; without it, of all other pages.
 *
 * Cal's frame has `allow="payment"`, which delegates Apple Pay and Google Pay only if the framing page has the
 * permission, so both the page and Cal's origin must be listed. Frames inside Cal's (Stripe's) need no entry, because
 * Cal's document decides about them. https://w3c.github.io/webappsec-permissions-policy/#algo-define-inherited-policy-in-container
 */
export function permissionsPolicy(calOrigin?: string): string {
  const payment = calOrigin === undefined ? "payment=()" : `payment=(self "${calOrigin}")`;
  // The measuring page copies its results.
  return [...CLOSED.map((name) => `${name}=()`), "clipboard-write=(self)", payment].join(", ");
}
