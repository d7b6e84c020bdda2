/** Features that this site does not use, disabled for its pages and everything that they frame. */
const CLOSED = [
  "accelerometer", "autoplay", "browsing-topics", "camera", "captured-surface-control", "clipboard-read", "compute-pressure",
  "cross-origin-isolated", "digital-credentials-create", "digital-credentials-get", "display-capture", "encrypted-media", "fullscreen",
  "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts",
  "local-network-access", "magnetometer", "microphone", "midi", "otp-credentials", "picture-in-picture", "publickey-credentials-create",
  "publickey-credentials-get", "screen-wake-lock", "serial", "speaker-selection", "usb", "window-management", "xr-spatial-tracking",
];

/** What a player of videos uses. */
const PLAYING = new Set(["autoplay", "encrypted-media", "fullscreen", "picture-in-picture"]);

/**
 * The Permissions-Policy header of pages that open the calendar of `calOrigin`; without it, of all other pages.
 *
 * Cal's frame has `allow="payment"`, which delegates Apple Pay and Google Pay only if the framing page has the
 * permission, so both the page and Cal's origin must be listed. Frames inside Cal's (Stripe's) need no entry, because
 * Cal's document decides about them. https://w3c.github.io/webappsec-permissions-policy/#algo-define-inherited-policy-in-container
 *
 * @param players who may play videos on these pages, as the header names them: see page-needs.ts.
 */
export function permissionsPolicy(calOrigin?: string, players: readonly string[] = []): string {
  const payment = calOrigin === undefined ? "payment=()" : `payment=(self "${calOrigin}")`;
  // The measuring page copies its results.
  return [...CLOSED.map((name) => `${name}=(${PLAYING.has(name) ? players.join(" ") : ""})`), "clipboard-write=(self)", payment].join(", ");
}

/** The policy without what differs between pages with and without videos. */
export function withoutPlayers(policy: string): string {
  return policy.split(", ").map((one) => (PLAYING.has(one.split("=")[0] ?? "") ? one.replace(/\(.*\)/, "()") : one)).join(", ");
}
