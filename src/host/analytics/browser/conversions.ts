import type { Conversion } from "./provider.ts";

/** Which bookings have been sent, and to whom: a list of short hashes, never Cal's uid. */
const KEY = "readyslot-conversions";
/** A visitor books rarely; the list never grows. */
const MOST = 100;

/** The same where there is no storage. */
const memory = new Set<string>();

/** What is known of a booking; the rest of an event's `detail` is not used. */
type Booked = { readonly uid: string } & { readonly [Name in "path" | "placement" | "variant"]?: string | undefined };

/**
 * Calls `then` with every booking of this page view, those that were made before this code came included. One that is still to
 * be paid is none: Cal reports it again, on the way back from the payment.
 */
export function onBooking(then: (conversion: Conversion) => void): void {
  const report = async ({ uid, path, placement, variant }: Booked) =>
    then({ id: await bookingId(uid), ...(path && { path }), ...(placement && { placement }), ...(variant && { variant }) });
  document.addEventListener("readyslot:booked", ({ detail }) => void (detail.paymentRequired || report(detail)));
  // The marks are of bookings in the dialog ("booking:30min:booked") and of those that Cal led back to this page ("booking:booked").
  for (const { name, detail } of performance.getEntriesByType("mark") as PerformanceMark[]) {
    const found = /^booking:(?:(.+):)?booked$/.exec(name);
    if (found && typeof detail === "string") void report({ uid: detail, path: found[1] });
  }
}

/**
 * Claims a booking for a provider: true for the first call in this browser, on whichever page, tab or reload. Two tabs that ask at
 * once are served one after the other, where the browser has locks. Without storage it is true once per page view.
 */
export async function claim(key: string, { id }: Conversion): Promise<boolean> {
  const entry = `${id} ${key}`;
  const decide = () => {
    const known = stored();
    if (memory.has(entry) || known.includes(entry)) return false;
    memory.add(entry);
    // Nothing is stored before the visitor has agreed to something.
    if (CONSENT !== "none" && !document.documentElement.dataset.consent) return true;
    try {
      localStorage.setItem(KEY, JSON.stringify([...known, entry].slice(-MOST)));
    } catch {
      // Full, or forbidden: the memory has it.
    }
    return true;
  };
  // A page that is shown again from the browser's cache must not hold one; this is held for less than a millisecond.
  return navigator.locks ? await navigator.locks.request(KEY, decide) : decide();
}

function stored(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

/** The first 32 hex digits of the uid's SHA-256. Browsers have the function on https and on localhost only; the rest get a number that is no id anywhere else. */
async function bookingId(uid: string): Promise<string> {
  if (!crypto.subtle) return `local-${[...uid].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7)}`;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(uid)));
  return Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
