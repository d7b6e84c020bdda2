import type { BookingLink } from "../booking-link.ts";

/**
 * The only file that knows Cal's vocabulary: `window.Cal`, its instructions, and what its frame says.
 *
 * Cal's SDK has no time limits and believes any frame, so both are ours: whoever calls `load` and
 * `mount` sets the limits, and a message counts only from the mounted frame and Cal's origin. Any other
 * one that speaks Cal's words is kept from the SDK as well.
 */
export interface CalEmbed {
  /**
   * Loads embed.js, once. From the next address if one fails, or if our own origin hangs; the last one is
   * waited for.
   *
   * @throws {CalError} "script-failed" if it cannot be fetched, "script-broken" if what came does not run;
   *   of the address that was tried last.
   */
  load(namespace: string): Promise<void>;
  /**
   * Puts the event's calendar into the container, in place of any other, and reports what it says.
   *
   * @throws whatever embed.js throws, or a TypeError if it leaves no frame there.
   */
  mount(link: BookingLink, on: (event: CalFrameEvent) => void): void;
  /** Whether the mounted frame's document has begun to come, be it an error page. */
  isAnswered(): boolean;
}

/**
 * How long our own origin has for embed.js before Cal's is asked, in ms: 15 KB over an open connection,
 * which a slow 3G line (400 ms, 400 kbit/s) brings in 1 s. Our server gives up on Cal before that.
 */
const SCRIPT_LIMIT = 2_000;

/** Cal's words for what its frame says, and ours, in the order in which they come. */
const FRAME_EVENTS = {
  /** Its own script runs. */
  __iframeReady: "alive",
  /** The calendar is painted, its slots may still be on their way. */
  linkReady: "painted",
  /** The slots are there: what a visitor calls ready. */
  bookerReady: "ready",
  /** Cal's page reports that it cannot show the event. */
  linkFailed: "failed",
  bookingSuccessfulV2: "booked",
  /** The visitor asked, inside the frame, to leave it. */
  __closeIframe: "close",
} as const;

export interface CalFrameEvent {
  /** `loaded` is the document's own DOM event; silence after it means that nothing of Cal's is in the frame. */
  readonly type: (typeof FRAME_EVENTS)[keyof typeof FRAME_EVENTS] | "loaded";
  /** Why it `failed`, as what Cal's page would answer, e.g. 404; the uid of what was `booked`. */
  readonly detail?: unknown;
}

export type CalErrorClass =
  | "script-failed"
  | "script-broken"
  | "script-timeout"
  | "frame-silent"
  | "frame-timeout"
  | "slots-timeout"
  | "link-failed";

/** Why a calendar did not open. The message starts with the class, so that it can be grouped by. */
export class CalError extends Error {
  constructor(errorClass: CalErrorClass, detail: unknown) {
    super(`${errorClass}: ${detail}`);
  }
}

/** Leaves Cal's queue function at `window.Cal` and, the first time, adds the script element that answers it. */
export type AskForCal = (namespace: string, scriptUrl: string) => unknown;

type Cal = {
  (instruction: string, ...args: unknown[]): void;
  /** The queue of each namespace. */
  ns: Record<string, (instruction: string, ...args: unknown[]) => void>;
  /** embed.js sets it when it has run. */
  version?: string;
  /** The style sheet of its shadow roots, for its skeleton and its messages. */
  __css?: string | undefined;
};

export interface CalEmbedOptions {
  /** Cal's origin, which the frame is loaded from and must speak from. */
  origin: string;
  /** Where embed.js is to be had, in the order in which they are tried. At least one. */
  scriptUrls: readonly string[];
  ask: AskForCal;
  /** Where the calendar goes. */
  container: HTMLElement;
}

export function createCalEmbed({ origin, scriptUrls, ask, container }: CalEmbedOptions): CalEmbed {
  let script: HTMLScriptElement | undefined;
  let frame: HTMLIFrameElement | null | undefined;
  let tries = 0;
  let listener: (event: CalFrameEvent) => void;

  async function load(namespace: string): Promise<void> {
    for (let left = scriptUrls.length; ; ) {
      const wasAsked = "Cal" in window;
      if (wasAsked && cal().version) return;
      // embed.js must not run twice: what still hangs is moved into another document, where scripts do not run.
      if (script) new Document().append(script);
      const url = scriptUrls[tries++ % scriptUrls.length] as string;
      await ask(namespace, url);
      if (wasAsked) {
        // Cal's snippet and getCalApi append a script to the head in this task, but only once: after a
        // failure a fresh element has to replay the queue.
        document.head.append(Object.assign(document.createElement("script"), { src: url }));
      }
      const mine = (script = document.head.lastElementChild as HTMLScriptElement);
      try {
        await settled(mine, left > 1 && url.startsWith("/"));
        if (!cal().version) throw new CalError("script-broken", url);
        return;
      } catch (error) {
        // Asked for again in between: that one goes on, and its script stays.
        if (mine !== script || !--left) throw error;
      }
    }
  }

  function mount(link: BookingLink, on: (event: CalFrameEvent) => void): void {
    listener = on;
    container.replaceChildren();
    // WebKit alone loads a font that is named in a shadow root: https://cal.com/cal.ttf, which the policy refuses.
    cal().__css = cal().__css?.replace(/@font-face.*?}/, "");
    cal()("init", link.event, { origin });
    cal().ns[link.event]?.("inline", {
      elementOrSelector: container,
      calLink: link.path,
      config: { layout: "month_view", theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light" },
    });
    frame = container.querySelector("iframe");
    (frame as HTMLIFrameElement).addEventListener("load", () => on({ type: "loaded" }));
  }

  // Before embed.js has a listener of its own: what is stopped here does not reach it.
  addEventListener("message", (message: MessageEvent<{ originator?: unknown; type?: string; data?: { code?: unknown; uid?: unknown } } | null>) => {
    const { source, data } = message;
    if (data?.originator !== "CAL") return;
    if (source !== frame?.contentWindow || message.origin !== origin) return message.stopImmediatePropagation();
    const type = (FRAME_EVENTS as Record<string, CalFrameEvent["type"]>)[data.type as string];
    if (type) listener({ type, detail: data.data?.code ?? data.data?.uid });
  });

  // A document from elsewhere is nobody's to look at; before it comes there is an empty one of ours.
  return { load, mount, isAnswered: () => !frame?.contentDocument };
}

/** Safe once it was asked for: Cal's snippet and getCalApi both leave their queue function there. */
function cal(): Cal {
  return (window as unknown as { Cal: Cal }).Cal;
}

/** @param hasLimit it rejects, without a reason, when our own origin's time is over. */
function settled(script: HTMLScriptElement, hasLimit: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new CalError("script-failed", script.src)));
    if (hasLimit) setTimeout(reject, SCRIPT_LIMIT);
  });
}
