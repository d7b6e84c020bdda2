import embedSnippet from "@calcom/embed-snippet";
import type { CodeMeasure } from "../events.ts";
import { connectDialog } from "./booking-dialog.ts";
import type { BookingDialogElement } from "./booking-intent.ts";
import type { BookingSession, BookingSurroundings, EmitBookingEvent } from "./booking-session-types.ts";
import { createBookingSession } from "./booking-session.ts";
import { createCalEmbed, type AskForCal } from "./cal-embed.ts";
import { mark } from "./cal-performance.ts";
import skeleton from "../booking-skeleton.css?inline";

/**
 * The booking code: what the first sign of intent fetches, beside embed.js and before React. It runs
 * the session in the dialog that the page came with. For a visitor of the baseline it waits for the
 * island to say how to ask for embed.js.
 */
function provideBooking(dialog: BookingDialogElement): void {
  // Safe: BookingDialog.astro has all of them.
  const { dataset } = dialog;
  const { calOrigin, embedScripts } = dataset as { calOrigin: string; embedScripts: string };
  const container = dialog.querySelector("[data-booking-frame]") as HTMLElement;
  const heading = dialog.querySelector("h2") as HTMLElement;
  const isBaseline = dataset.variant === "baseline";
  /**
   * This code, and embed.js, are asked for with the first intent, in ms on the page's clock. If the list of free times
   * runs already, with the first that it has passed on.
   */
  const intents = (dialog.frameIntents ?? dialog.bookingIntents) as { at: number }[];
  const { at: start } = (intents[0] ?? dialog.opening) as { at: number };
  performance.measure("booking-code" satisfies CodeMeasure, { start });
  let askedAt = isBaseline ? undefined : start;

  const setMark: BookingSurroundings["mark"] = (event, name, at, detail) => {
    if (name === "load-start") {
      at = askedAt;
      askedAt = undefined;
    }
    // A frame behind the list of free times is nothing that the visitor has asked for.
    if (dataset.view === "times" && name === "failed") return;
    if (name === "click") {
      // The click was marked by the list.
      if (dataset.view) name = "ask";
      else detail = dialog.opening?.placement;
    }
    if (name === "failed" && dialog.open) dialog.fail?.((detail as Error).message);
    // It has opened the connection, or has begun to: the calendar's own request takes over.
    if (name === "iframe-start") dialog.querySelector("iframe[srcdoc]")?.remove();
    mark(event, name, at, detail);
    // No visitor is about to open a calendar: the line is free for the island.
    if (name === "load-end" && !dialog.bookingSession?.getSnapshot().link) dialog.begin?.("island");
  };

  function provide(ask: AskForCal): BookingSession {
    const urls = embedScripts.split(" ");
    const embed = createCalEmbed({ origin: calOrigin, scriptUrls: isBaseline ? urls.toReversed() : urls, ask, container, heading });
    const session = createBookingSession({ embed, mark: setMark, emit: dialog.emit as EmitBookingEvent, whenPainted });
    dialog.bookingSession = session;
    connectDialog(dialog, session, { frame: container, heading });
    return session;
  }

  if (!isBaseline) return void provide((namespace, url) => embedSnippet(url)("init", namespace));
  dialog.startBooking = provide;
  dialog.dispatchEvent(new Event("booking"));
}

/** Resolves after a frame has been painted, at `at` or later; at once on a hidden page, which paints no frame. */
function whenPainted(at: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => (document.hidden ? resolve() : requestAnimationFrame(() => setTimeout(resolve))), at - performance.now());
  });
}

document.head.append(Object.assign(document.createElement("style"), { textContent: skeleton }));
// Safe: this script's own element is in that dialog.
provideBooking(document.querySelector("dialog[data-booking-dialog]") as BookingDialogElement);
