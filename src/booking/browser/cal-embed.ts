import type { BookingLink } from "../booking-link.ts";

/**
 * The only file that knows Cal's vocabulary: `window.Cal`, its instructions, and what its frame says.
 *
 * Cal's SDK has no time limits and believes any frame, so both are ours: whoever calls `load` and
 * `mount` sets the limits, and a message counts only from the mounted frame and Cal's origin.
 */
export interface CalEmbed {
  /**
   * Loads embed.js, once; asks again, and elsewhere first, after a failure or while it hangs.
   *
   * @throws {CalError} "script-failed" if it cannot be fetched, "script-broken" if what came does not run.
   */
  load(namespace: string): Promise<void>;
  /**
   * Puts the event's calendar into the container, in place of any other, and reports what it says.
   *
   * @throws {CalError} "script-broken" if embed.js does not do it.
   */
  mount(link: BookingLink, on: (event: CalFrameEvent) => void): void;
}

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
  | "link-failed";

/** Why a calendar did not open. The message starts with the class, so that it can be grouped by. */
export class CalError extends Error {
  readonly class: CalErrorClass;
  constructor(errorClass: CalErrorClass, detail: string) {
    super(`${errorClass}: ${detail}`);
    this.class = errorClass;
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
  let tries = 0;
  let stopListening: (() => void) | undefined;

  async function load(namespace: string): Promise<void> {
    for (let left = scriptUrls.length; ; ) {
      const wasAsked = "Cal" in window;
      if (wasAsked && cal().version) return;
      // embed.js must not run twice: what still hangs is moved into another document, where scripts do not run.
      if (script) new Document().append(script);
      const url = scriptUrls[tries++ % scriptUrls.length] as string;
      await ask(namespace, url);
      // A script is asked for only once, so after a failure a fresh element has to replay the queue.
      script = wasAsked ? appendScript(url) : newestScript();
      try {
        await settled(script);
        if (!cal().version) throw new CalError("script-broken", url);
        return;
      } catch (error) {
        if (!--left) throw error;
      }
    }
  }

  function mount(link: BookingLink, on: (event: CalFrameEvent) => void): void {
    stopListening?.();
    container.replaceChildren();
    cal()("init", link.event, { origin });
    cal().ns[link.event]?.("inline", {
      elementOrSelector: container,
      calLink: link.path,
      config: { layout: "month_view", theme: prefersDark() ? "dark" : "light" },
    });
    const frame = container.querySelector("iframe");
    if (!frame) throw new CalError("script-broken", "no frame");
    frame.addEventListener("load", () => on({ type: "loaded" }));
    stopListening = listenToFrame(frame, origin, on);
  }

  return { load, mount };
}

/** Safe once it was asked for: Cal's snippet and getCalApi both leave their queue function there. */
function cal(): Cal {
  return (window as unknown as { Cal: Cal }).Cal;
}

function settled(script: HTMLScriptElement): Promise<void> {
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new CalError("script-failed", script.src)));
  });
}

/** The one that has just been asked for: Cal's snippet and getCalApi append it to the head, in this task. */
function newestScript(): HTMLScriptElement {
  return document.head.lastElementChild as HTMLScriptElement;
}

function appendScript(src: string): HTMLScriptElement {
  const script = document.createElement("script");
  script.src = src;
  document.head.append(script);
  return script;
}

function prefersDark(): boolean {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function listenToFrame(frame: HTMLIFrameElement, origin: string, on: (event: CalFrameEvent) => void): () => void {
  const listener = ({ source, origin: sender, data }: MessageEvent<unknown>) => {
    if (source !== frame.contentWindow || sender !== origin) return;
    const event = frameEvent(data);
    if (event) on(event);
  };
  addEventListener("message", listener);
  return () => removeEventListener("message", listener);
}

/** Cal's messages `{originator: "CAL", type, data}` in our words; undefined for those we have no use for. */
function frameEvent(message: unknown): CalFrameEvent | undefined {
  const { originator, type = "", data } = (message ?? {}) as { originator?: unknown; type?: string; data?: { code?: unknown; uid?: unknown } };
  const event = (FRAME_EVENTS as Record<string, CalFrameEvent["type"]>)[type];
  return originator === "CAL" && event ? { type: event, detail: data?.code ?? data?.uid } : undefined;
}
