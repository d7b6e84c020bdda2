import type { BookingLink } from "../booking-link.ts";

/**
 * The only file that knows Cal's vocabulary: `window.Cal`, its instructions, and what its frame says.
 *
 * Cal's SDK has no time limits and believes any frame, so both are up to us: the caller of `load` and
 * `mount` sets the limits, and a message counts only from the mounted frame and Cal's origin. Any other
 * one that speaks Cal's words is kept from the SDK as well.
 */
export interface CalEmbed {
  /**
   * Loads embed.js, once. From the next address if one fails, or if our own origin hangs; the last one is
   * waited for.
   *
   * @throws {Error} "script-failed" if it cannot be fetched, "script-broken" if what came does not run;
   *   of the address that was tried last.
   */
  load(namespace: string): Promise<void>;
  /**
   * Puts the event's calendar into the container, in place of any other, and reports what it says.
   *
   * @param on returns true to keep the event from embed.js.
   * @throws whatever embed.js throws, or a TypeError if it leaves no frame there.
   */
  mount(link: BookingLink, on: (event: CalFrameEvent) => boolean | void): void;
  /** Takes the calendar out of the container. */
  unmount(): void;
  /** Whether the mounted frame's document has begun to come, be it an error page. */
  isAnswered(): boolean;
  /** Whether the visitor has clicked or typed in the mounted frame: there may be a half-filled form in it. */
  isTouched(): boolean;
}

/**
 * How long our own origin has for embed.js before Cal's is asked, in ms: 15 KB over an open connection,
 * which a slow 3G line (400 ms, 400 kbit/s) brings in 1 s. Our server gives up on Cal before that.
 */
const SCRIPT_LIMIT = 2_000;

/** Cal's events, and what each of them means to the session. They come in no fixed order. */
const FRAME_EVENTS = {
  /** Cal's script runs in the frame. */
  __iframeReady: "alive",
  /** Cal's page is painted and can be used; its free times may still be loading. */
  linkReady: "painted",
  /** The free times have loaded, before or after `linkReady`. Exists since October 2025. */
  availabilityLoaded: "slots",
  /** The same, said after `linkReady` if Cal renders again; some pages never say it. Exists since December 2025. */
  bookerReady: "slots",
  /** Cal reports that it cannot show the event. */
  linkFailed: "failed",
  bookingSuccessfulV2: "booked",
} as const;

export interface CalFrameEvent {
  /** `loaded` is the document's own DOM event; silence after it means that nothing of Cal's is in the frame. */
  readonly type: (typeof FRAME_EVENTS)[keyof typeof FRAME_EVENTS] | "loaded";
  /** Why it `failed`: the status that Cal's page would answer with, e.g. "404". */
  readonly code?: unknown;
  /** Of what was `booked`. */
  readonly uid?: unknown;
  /** Whether a booking has to be paid first. */
  readonly paymentRequired?: unknown;
}

export type CalErrorClass =
  | "script-failed"
  | "script-broken"
  | "script-timeout"
  | "frame-silent"
  | "frame-timeout"
  | "link-failed";

/** Why a calendar did not open. The message starts with the class, so that it can be grouped by. */
export function calError(errorClass: CalErrorClass, detail: unknown): Error {
  return new Error(`${errorClass}: ${detail}`);
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

/** The messages that Cal's frame posts to the page. */
interface CalMessage {
  originator?: unknown;
  type?: string;
  data?: Omit<CalFrameEvent, "type">;
}

export interface CalEmbedOptions {
  /** Cal's origin, which the frame is loaded from and must speak from. */
  origin: string;
  /** Where embed.js is to be had, in the order in which they are tried. At least one. */
  scriptUrls: readonly string[];
  ask: AskForCal;
  /** Where the calendar goes. */
  container: HTMLElement;
  /** Its text is the frame's accessible name, in the page's language. */
  heading: HTMLElement;
}

/**
 * In place of the font in the style sheet of embed.js's shadow roots. The font is loaded by WebKit alone, from
 * https://cal.com/cal.ttf, which the policy refuses. And some versions of embed.js bring their own skeleton back over
 * a ready calendar whenever the window crosses 768 px, and leave it there; the dialog has a skeleton of its own.
 */
const WITHOUT_CALS_SKELETON = "#skeleton-container{display:none!important}";

export function createCalEmbed({ origin, scriptUrls, ask, container, heading }: CalEmbedOptions): CalEmbed {
  let script: HTMLScriptElement | undefined;
  let frame: HTMLIFrameElement | undefined;
  let tries = 0;
  let listener: (event: CalFrameEvent) => boolean | void;
  let isTouched = false;

  async function load(namespace: string): Promise<void> {
    for (let left = scriptUrls.length; ; ) {
      const asked = cal() as Cal | undefined;
      if (asked?.version) return;
      // embed.js must not run twice: what still hangs is moved into another document, where scripts do not run.
      if (script) new Document().append(script);
      const url = scriptUrls[tries++ % scriptUrls.length] as string;
      await ask(namespace, url);
      if (asked) {
        // Cal's snippet and getCalApi append a script to the head in this task, but only once: after a
        // failure a fresh element has to replay the queue.
        document.head.append(Object.assign(document.createElement("script"), { src: url }));
      }
      const mine = (script = document.head.lastChild as HTMLScriptElement);
      try {
        await settled(mine, left > 1 && url.startsWith("/"));
        if (!cal().version) throw calError("script-broken", url);
        return;
      } catch (error) {
        // Asked for again in between: that one goes on, and its script stays.
        if (mine !== script || !--left) throw error;
      }
    }
  }

  function unmount(): void {
    isTouched = false;
    container.replaceChildren();
  }

  function mount(link: BookingLink, on: typeof listener): void {
    listener = on;
    unmount();
    // oxlint-disable-next-line no-underscore-dangle -- The name is embed.js's.
    cal().__css = cal().__css?.replace(/@font-face.*?}/, WITHOUT_CALS_SKELETON);
    cal()("init", link.event, { origin });
    const theme = matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light";
    // Safe: "init" has made it.
    const namespace = cal().ns[link.event] as Cal;
    namespace("inline", {
      elementOrSelector: container,
      // Cal has no embeddable page under an organisation's teams: their events are there under the organisation itself.
      calLink: link.path.replace(/^(org\/[^/]+\/)team\//, "$1"),
      // The two have to agree: a frame with another colour scheme than the page's gets an opaque background.
      config: { layout: "month_view", theme, "ui.color-scheme": theme },
    });
    // Sent as soon as Cal's script runs in the frame, before anything is shown.
    namespace("ui", CAL_LOOK);
    frame = container.querySelector("iframe") as HTMLIFrameElement;
    frame.title = heading.textContent;
    frame.addEventListener("load", () => on({ type: "loaded" }));
  }

  // Before embed.js has a listener of its own: what is stopped here does not reach it.
  addEventListener("message", (message: MessageEvent<CalMessage | null>) => {
    const { source, data } = message;
    if (data?.originator !== "CAL") return;
    const type = FRAME_EVENTS[data.type as keyof typeof FRAME_EVENTS];
    const isOurs = source === frame?.contentWindow && message.origin === origin;
    if (!isOurs || (type && listener({ ...data.data, type }))) message.stopImmediatePropagation();
  });

  // The only sign of it that the page gets: the keyboard's focus goes into the frame.
  addEventListener("blur", () => (isTouched ||= document.activeElement === frame));

  // The page may not look at a document from elsewhere; before it comes there is an empty one of the page's own origin.
  return { load, mount, unmount, isAnswered: () => !frame?.contentDocument, isTouched: () => (CONSENT === "none" ? isTouched : isTouched && !!frame?.isConnected) };
}

/** Safe once it was asked for: Cal's snippet and getCalApi both leave their queue function there. */
function cal(): Cal {
  return (window as unknown as { Cal: Cal }).Cal;
}

/** @param hasLimit it rejects, without a reason, when our own origin's time is over. */
function settled(script: HTMLScriptElement, hasLimit: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(calError("script-failed", script.src)));
    if (hasLimit) setTimeout(reject, SCRIPT_LIMIT);
  });
}
