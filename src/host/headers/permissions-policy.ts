/** Features that no page of ours uses, closed for our pages and for everything they frame. */
const CLOSED = [
  "accelerometer", "autoplay", "browsing-topics", "camera", "captured-surface-control", "clipboard-read", "compute-pressure",
  "cross-origin-isolated", "digital-credentials-create", "digital-credentials-get", "display-capture", "encrypted-media", "fullscreen",
  "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts",
  "local-network-access", "magnetometer", "microphone", "midi", "otp-credentials", "picture-in-picture", "publickey-credentials-create",
  "publickey-credentials-get", "screen-wake-lock", "serial", "speaker-selection", "usb", "window-management", "xr-spatial-tracking",
];

/**
 * The Permissions-Policy header of pages that open the calendar of `calOrigin`; without it, of pages that open none.
 *
 * Cal's frame has `allow="payment"`, which delegates Apple Pay and Google Pay only as far as the framing page has them
 * itself, so the page and Cal's origin must both be listed. Frames inside Cal's (Stripe's) need no entry here: what
 * they get is decided by Cal's document. https://w3c.github.io/webappsec-permissions-policy/#algo-define-inherited-policy-in-container
 */
export function permissionsPolicy(calOrigin?: string): string {
  const payment = calOrigin === undefined ? "payment=()" : `payment=(self "${calOrigin}")`;
  // The measuring page copies its run.
  return [...CLOSED.map((name) => `${name}=()`), "clipboard-write=(self)", payment].join(", ");
}
