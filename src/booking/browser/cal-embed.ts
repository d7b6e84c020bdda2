import { getCalApi } from "@calcom/embed-react";
import type { BookingLink } from "../booking-link.ts";

/**
 * The only file that knows Cal's vocabulary: `window.Cal`, its instructions, and what its frame says.
 *
 * Cal's SDK has no time limits and believes any frame, so both are ours: whoever calls `load` and
 * `mount` sets the limits, and a message counts only from the mounted frame and Cal's origin.
 */
export interface CalEmbed {
  /**
   * Loads embed.js, once; asks again after a failure.
   *
   * @throws {CalError} "script-failed" if it cannot be fetched, "script-broken" if what came does not run.
   */
  load(link: BookingLink): Promise<void>;
  /** Puts the event's calendar into the container, in place of any other, and reports what it says. */
  mount(link: BookingLink, on: (event: CalFrameEvent) => void): Promise<void>;
}

/** What the frame says, in the order in which it says it. */
export type CalFrameEvent =
  /** Its own script runs. */
  | { type: "alive" }
  /** The document has loaded (DOM `load`); silence after this means that nothing of Cal's is in it. */
  | { type: "loaded" }
  /** The calendar is painted, its slots may still be on their way (`linkReady`). */
  | { type: "painted" }
  /** The slots are there (`bookerReady`): what a visitor calls ready. */
  | { type: "ready" }
  /** Cal's page reports that it cannot show the event (`linkFailed`). */
  | { type: "failed"; code: string }
  /** Booked (`bookingSuccessfulV2`). */
  | { type: "booked"; uid: string }
  /** The visitor asked, inside the frame, to leave it (`__closeIframe`). */
  | { type: "close" };

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
    this.name = "CalError";
    this.class = errorClass;
  }
}

interface CalWindow {
  /** Cal's queue function; embed.js sets `version` when it has run. */
  Cal?: { version?: string };
}

type Instruct = (instruction: string, ...args: unknown[]) => void;

export interface CalEmbedOptions {
  /** Cal's origin, which the frame is loaded from and must speak from. */
  origin: string;
  scriptUrl: string;
  /** Where the calendar goes. Called at each mount: React may not have rendered before. */
  container: () => HTMLElement;
}

export function createCalEmbed({ origin, scriptUrl, container }: CalEmbedOptions): CalEmbed {
  let loading: Promise<void> | undefined;
  let stopListening: (() => void) | undefined;

  async function api(link: BookingLink): Promise<Instruct> {
    // The published types know a fixed list of instructions and events, older than what Cal speaks.
    return (await getCalApi({ namespace: link.event, embedJsUrl: scriptUrl })) as unknown as Instruct;
  }

  async function load(link: BookingLink): Promise<void> {
    loading ??= loadScript(link).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  async function loadScript(link: BookingLink): Promise<void> {
    const wasAsked = "Cal" in window;
    await api(link);
    const scripts = [...document.querySelectorAll<HTMLScriptElement>("script[src]")];
    // getCalApi adds its script only once, so after a failure a fresh element has to replay its queue.
    const script = (!wasAsked && scripts.find((one) => one.src === scriptUrl)) || appendScript(scriptUrl);
    await new Promise<void>((resolve, reject) => {
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => reject(new CalError("script-failed", `${scriptUrl} could not be loaded`)));
    });
    if (!(window as CalWindow).Cal?.version) throw new CalError("script-broken", `${scriptUrl} is not Cal's embed script`);
  }

  async function mount(link: BookingLink, on: (event: CalFrameEvent) => void): Promise<void> {
    const instruct = await api(link);
    // In the same task as the next mount: two that overlap must not leave two frames.
    unmount();
    instruct("init", link.event, { origin });
    instruct("inline", {
      elementOrSelector: container(),
      calLink: link.path,
      config: { layout: "month_view", theme: prefersDark() ? "dark" : "light" },
    });
    const frame = container().querySelector("iframe");
    if (!frame) throw new CalError("script-broken", "embed.js mounted no frame");
    frame.addEventListener("load", () => on({ type: "loaded" }));
    stopListening = listenToFrame(frame, origin, on);
  }

  function unmount(): void {
    stopListening?.();
    stopListening = undefined;
    container().replaceChildren();
  }

  return { load, mount };
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
  if (!isRecord(message) || message.originator !== "CAL") return undefined;
  const data = isRecord(message.data) ? message.data : {};
  switch (message.type) {
    case "__iframeReady":
      return { type: "alive" };
    case "linkReady":
      return { type: "painted" };
    case "bookerReady":
      return { type: "ready" };
    case "linkFailed":
      return { type: "failed", code: String(data.code).slice(0, 40) };
    case "bookingSuccessfulV2":
      return { type: "booked", uid: String(data.uid).slice(0, 100) };
    case "__closeIframe":
      return { type: "close" };
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
