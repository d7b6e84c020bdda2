import type { BookingEvent, CalSample } from "../shared/sample.ts";
import { mayKeep, mayMeasure, UNSENT } from "../shared/unsent.ts";

/**
 * Brings messages to our own endpoint, and loses none: each is kept in `localStorage` until the server
 * has answered for it. It is sent again with growing pauses, when the browser is back online, and on
 * the next page view; when the page goes, as a beacon, whose answer the page cannot read, so that it stays kept
 * and is sent once more. The server counts an id once, however often it arrives.
 *
 * Where the site asks for consent, nothing is kept beyond the page before the visitor has agreed, and what is kept in memory
 * goes when the visitor withdraws.
 *
 * Given up is what is older than 3 days, what the server refuses, and the oldest of more than 50; the
 * next message says how many. Without storage, or with one that is full, all is kept in memory, as long
 * as the page lives. The visitor never waits for any of it and never sees it fail.
 */
export interface Delivery {
  /** Keeps a message, in place of an earlier one of the same id, and does not send it yet. */
  keep(message: CalSample | BookingEvent): void;
  /** Sends what is kept. */
  flush(): void;
}

const ENDPOINT = "/api/cal-metrics";
const GIVEN_UP = "booking-samples-given-up";
const MOST = 50;
const MAX_AGE = 3 * 24 * 60 * 60 * 1_000;

/** The pause after the first failure, in ms; it doubles with each further one, up to the longest. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;

export function createDelivery(): Delivery {
  let store = storage();
  const beacons = new Set<string>();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Set when `flush` is called while messages are being sent: newer ones are still to go. */
  let isWanted = false;
  let isSending = false;

  const put = (key: string, value: string) => {
    try {
      store[key] = value;
    } catch {
      store = { ...store, [key]: value };
    }
  };
  const givenUp = () => Number(store[GIVEN_UP]) || 0;
  const giveUp = (more: number) => {
    if (more) put(GIVEN_UP, String(givenUp() + more));
  };

  /** The messages that are worth sending, oldest first. A sample comes before its booking, which was made later. */
  function unsent(): { key: string; text: string; at: number }[] {
    const all = Object.keys(store)
      .filter((key) => key.startsWith(UNSENT))
      .map((key) => ({ key, text: store[key] ?? "", at: timeOf(store[key] ?? "") }))
      .toSorted((a, b) => a.at - b.at);
    return all.filter(({ key, at }, i) => {
      if (all.length - i <= MOST && Date.now() - at <= MAX_AGE) return true;
      delete store[key];
      giveUp(1);
      return false;
    });
  }

  /** Notes that a kept message is under way: sent once more, it says so. Gives the message as it is then kept. */
  function sent(key: string, text: string): string {
    const again = JSON.stringify({ ...(JSON.parse(text) as object), again: true });
    put(key, again);
    return again;
  }

  async function send(): Promise<void> {
    for (const { key, text } of unsent()) {
      if (CONSENT === "all" && !mayMeasure()) return;
      const lost = givenUp();
      const again = sent(key, text);
      const answer = await post(withLoss(text, lost));
      if (!answer || answer.status === 429 || answer.status >= 500) {
        const atLeast = (Number(answer?.headers.get("retry-after")) || 0) * 1_000;
        // With full jitter, so that visitors who were cut off together do not come back together.
        const pause = Math.random() * Math.min(FIRST_PAUSE * 2 ** failures++, LONGEST_PAUSE);
        timer = setTimeout(flush, Math.max(atLeast, pause));
        return;
      }
      // If it has changed while it was under way, the newer one is still to go.
      if (store[key] === again) delete store[key];
      giveUp(answer.ok ? -lost : 1);
    }
    failures = 0;
  }

  function flush(): void {
    isWanted = isSending;
    if (isSending || (CONSENT === "all" && !mayMeasure())) return;
    clearTimeout(timer);
    isSending = true;
    void send().finally(() => {
      isSending = false;
      if (isWanted) flush();
    });
  }

  function sendBeacons(): void {
    if (CONSENT === "all" && !mayMeasure()) return;
    for (const { key, text } of unsent()) {
      // Once: a page is hidden before it goes.
      if (!beacons.has(text) && navigator.sendBeacon(ENDPOINT, text)) beacons.add(sent(key, text));
    }
  }

  addEventListener("online", flush);
  addEventListener("pagehide", sendBeacons);
  document.addEventListener("visibilitychange", () => document.hidden && sendBeacons());
  if (CONSENT !== "none") document.addEventListener("readyslot:consent", () => mayKeep() || (store = {}));

  return {
    keep(message) {
      if (CONSENT === "all" && !mayMeasure()) return;
      const key = UNSENT + ("bookingUid" in message ? `${message.sampleId}:${message.bookingUid}` : message.sampleId);
      // The newer text of one that has been sent: the server may know the id.
      const again = /"again"/.test(store[key] ?? "") || undefined;
      put(key, JSON.stringify({ timestamp: new Date(), ...message, again }));
    },
    flush,
  };
}

function post(body: string): Promise<Response | undefined> {
  const headers = { "content-type": "application/json" };
  return fetch(ENDPOINT, { method: "POST", headers, body, keepalive: true }).catch(() => undefined);
}

/** The message, with the number of others that were given up. */
function withLoss(text: string, dropped: number): string {
  return dropped > 0 ? JSON.stringify({ ...(JSON.parse(text) as object), dropped }) : text;
}

/** Epoch ms of a kept message; 0, which is too old, where it is none. */
function timeOf(text: string): number {
  try {
    return Date.parse((JSON.parse(text) as CalSample).timestamp ?? "") || 0;
  } catch {
    return 0;
  }
}

function storage(): Record<string, string> {
  if (CONSENT !== "none" && !mayKeep()) return {};
  try {
    return localStorage ?? {};
  } catch {
    return {};
  }
}
