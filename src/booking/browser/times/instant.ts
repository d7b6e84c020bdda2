import type { Mark } from "../../events.ts";
import type { BookingDialogElement, BookingIntent, FrameIntent } from "../booking-intent.ts";
import { MINUTE } from "./free-times.ts";
import { watchTimeIntent } from "./time-intent.ts";
import * as list from "./times-list.ts";
import * as source from "./times-source.ts";
import style from "./times-list.css?inline";

/** How long our own origin has for the times after the click, in ms; then there is the calendar. As long as for embed.js, see cal-embed.ts. */
const LIMIT = 2_000;

/** How long the booking code has after a time was picked, in ms; see booking-limits.ts. */
const CODE_LIMIT = 4_900;

/** While the dialog is open, times that have passed go this often, in ms; times that are older than this many seconds are asked for again. */
const LOOK = 30_000;
const AGING = 90;

/**
 * The list of free times in the dialog, for visitors of the variant `instant`: takes over the wishes that the inline script
 * has collected, shows the times of the event, and asks the session for Cal's frame only for a visitor who is about to pick
 * one. Where there are no times, it passes the wishes on, and the session does what it does for other variants.
 */
function provideTimes(dialog: BookingDialogElement): void {
  const { dataset } = dialog;
  const change = dialog.querySelector("[data-booking-change]") as HTMLElement;
  const isHeld = (slot: string) => dialog.bookingSession?.isHeld(slot) ?? false;
  const isTouched = () => dialog.bookingSession?.isTouched() ?? false;
  let link: HTMLAnchorElement;
  /** The link's `times`. */
  let event = "";
  /** The wishes for times that are not known yet. */
  let held: BookingIntent[] = [];
  let limit: ReturnType<typeof setTimeout>;
  /** Ends the newest pick's wait for the booking code. */
  let late: ReturnType<typeof setTimeout>;
  let clickedAt = 0;
  /** The opening's times have been on the screen, or there were none. */
  let isSeen = true;
  let choice: { slot: string; link: HTMLAnchorElement } | undefined;
  let isBooked = false;
  /** The times that Cal is being asked about, and those that it has no longer. */
  const [checking, gone] = [new Set<string>(), new Set<string>()];

  const mark = (name: Mark, startTime = performance.now(), of = event, detail?: string) => performance.mark(`booking:${of.replace(/.*\/|&.*/g, "")}:${name}`, { startTime, detail });

  source.connect({
    early: (dialog.freeTimes ??= {}),
    mark,
    isHeld: (start) => isHeld(source.isoOf(start)),
    onChange: (changed) => void (changed === event && (source.mayHave(event) ? show() : fallBack())),
  });

  /** Passes a wish on to the session, which may still be on its way. */
  function give(intent: FrameIntent): void {
    // No frame is prepared before the visitor has agreed. There is no list on show, so the notice asks.
    if (CONSENT !== "none" && !isGiven()) return void (intent.kind === "open" && dialog.ask?.((at) => showFrame(at, false)));
    if (intent.kind === "open" && !dialog.bookingSession) dataset.state = "loading";
    dialog.frameIntents?.push(intent);
  }
  const wish = (kind: FrameIntent["kind"], slot?: string) => give({ kind, link: slot ? linkTo(slot) : link, at: performance.now(), slot });

  function take(intent: BookingIntent): void {
    const { kind, times, at } = intent;
    if (kind === "open") return open(intent);
    // Back online, with a calendar that had failed. Other wishes are older than the click.
    if (dialog.open) return void (dataset.state === "failed" && give({ ...intent, ...choice }));
    if (!source.mayHave(times)) return give(intent);
    // A form that was left half-filled stays.
    if (dataset.view !== "calendar" || !source.mayHave(event)) {
      turnTo(intent);
      held.push(intent);
    }
    give({ ...intent, kind: "warm" });
    void source.ask(times, 0, at);
  }

  function open(intent: BookingIntent): void {
    const { at } = intent;
    // Left half-filled, or to be tried again.
    const isKept = intent.link.href === link?.href && dataset.view === "calendar" && source.mayHave(event);
    clickedAt = at;
    isSeen = false;
    if (!isKept) turnTo(intent);
    // A page without times: the session marks the click.
    if (!dataset.view) return give(intent);
    mark("click", at, event, dialog.opening?.placement);
    if (isKept) return showFrame(at, dataset.state === "failed");
    if (dataset.view === "calendar") return give(intent);
    if (source.timesOf(event)) show();
    else {
      held.push(intent);
      dataset.state = "loading";
      limit = setTimeout(source.refuse, LIMIT, event);
    }
    void source.ask(event, 0, at);
  }

  /** From now on, the dialog is about this link. */
  function turnTo({ link: wanted, times = "" }: Pick<BookingIntent, "link" | "times">): void {
    // Old times of a page that was left open must not be seen before the new ones come.
    const isOld = (source.timesOf(times)?.age ?? 0) > source.OLDEST;
    const isOther = times !== event || isOld;
    if (isOld) source.forget(times);
    link = wanted;
    event = times;
    choice = undefined;
    delete dataset.picked;
    gone.clear();
    list.sayGone();
    if (!times) delete dataset.view;
    else dataset.view = source.mayHave(times) ? "times" : "calendar";
    if (isOther) {
      held = [];
      list.clear();
      if (dataset.view === "times") dataset.state = "idle";
    }
    show();
    dialog.showState?.();
  }

  function show(): void {
    const times = source.timesOf(event);
    if (!times) return;
    list.show(times);
    clearTimeout(limit);
    held = [];
    if (dataset.view !== "times") return;
    dataset.state = "ready";
    if (!dialog.open || isSeen) return;
    isSeen = true;
    void see(times.starts.length > 0, times.age);
  }

  /** The opening's list is on the screen, and the line is free for the rest. */
  async function see(hasTimes: boolean, age: number): Promise<void> {
    const at = clickedAt;
    await painted();
    if (hasTimes && dialog.open && at === clickedAt) {
      mark("times");
      const duration = (dialog.timesAfter = Math.round(performance.now() - at));
      dialog.emit?.("times", { duration, age });
    }
    dialog.begin?.("hints");
    wish("warm");
    // The session, which begins it, is not there before the consent.
    if (CONSENT !== "none" && !isGiven()) dialog.begin?.("island");
    dialog.begin?.("report");
  }

  /** There are no times: the calendar, as for other variants. */
  function fallBack(): void {
    dataset.view = "calendar";
    dialog.begin?.("hints");
    const wishes = held;
    held = [];
    wishes.forEach(give);
    dialog.showState?.();
  }

  function pick(slot: string, at: number): void {
    if (gone.has(slot)) return void sayGone(slot);
    choice = { slot, link: linkTo(slot) };
    isBooked = false;
    list.sayGone();
    dataset.picked = "";
    (change.previousElementSibling as Element).textContent = list.nameOf(minuteOf(slot));
    dialog.emit?.("picked", { slot });
    showFrame(at, true);
    change.focus({ preventScroll: true });
    void check(slot);
  }

  /**
   * Asks whether a time is still free, because Cal's form does not say that its time has gone. Cal's form holds its time
   * for a while, and then the answer would be about this visitor's own hold: so it counts only if the form is not there
   * yet. Without an answer, Cal refuses the booking when it is submitted.
   */
  async function check(slot: string): Promise<void> {
    const of = event;
    if (checking.has(slot) || isHeld(slot)) return;
    checking.add(slot);
    const hasGone = await source.hasGone(of, minuteOf(slot));
    checking.delete(slot);
    if (!hasGone || isHeld(slot) || of !== event || isBooked) return;
    // Before it is picked it stays: the one beside it would come to lie under the pointer.
    if (choice?.slot !== slot) return void gone.add(slot);
    // What has been typed stays.
    if (!isTouched()) goBack();
    void sayGone(slot);
  }

  /** Takes a time out of the list, with a sentence. */
  async function sayGone(slot: string): Promise<void> {
    source.drop(event, minuteOf(slot));
    show();
    // In a list that a screen reader knows already.
    await painted();
    list.sayGone(minuteOf(slot));
  }

  /** The link, with the time in its query. */
  function linkTo(slot: string): HTMLAnchorElement {
    const copy = link.cloneNode() as HTMLAnchorElement;
    const query = new URLSearchParams(copy.search);
    // In Swedish, dates are written as Cal reads them.
    const date = new Date(slot).toLocaleDateString("sv");
    for (const [name, value] of Object.entries({ date, month: date.slice(0, 7), slot })) query.set(name, value);
    copy.search = String(query);
    return copy;
  }

  /** Cal's frame: at the form for the choice, or as it was left, or the whole calendar. */
  function showFrame(at: number, isForm: boolean): void {
    const shown = choice?.link ?? link;
    if (CONSENT !== "none") {
      // The notice above the list says that a pick is the consent, as a press of the notice's button is.
      if (!isGiven()) dialog.querySelector<HTMLElement>("[data-booking-agree]")?.click();
      dialog.begin?.("hints");
    }
    dataset.view = "calendar";
    setWaysOut(shown);
    give({ kind: "open", link: shown, at, slot: isForm ? choice?.slot : undefined });
    // After several picks only the last one leads to the booking page: a second navigation would cancel the first. Without the
    // intents, the booking code is known to be missing; see intent.ts.
    clearTimeout(late);
    late = setTimeout(() => dialog.open && dataset.view === "calendar" && !dialog.bookingSession && location.assign((choice?.link ?? link).href), dialog.bookingIntents ? CODE_LIMIT : 0);
  }

  /** From the form to the list. The frame stays as it is, and is there again if the same time is picked. */
  function goBack(): void {
    const slot = choice?.slot;
    choice = undefined;
    dataset.view = "times";
    delete dataset.picked;
    setWaysOut(link);
    wish("hide");
    show();
    list.focus(slot);
  }

  function setWaysOut({ href }: HTMLAnchorElement): void {
    for (const way of dialog.querySelectorAll<HTMLAnchorElement>("a[data-booking-page]")) way.href = href;
  }

  watchTimeIntent(list.section, (slot) => {
    wish("mount", slot);
    if (slot) void check(slot);
  });

  list.section.addEventListener("click", ({ target, timeStamp }) => {
    const { slot, bookingCalendar, bookingMore } = (target as Element).closest("button")?.dataset ?? {};
    if (slot) pick(slot, timeStamp);
    if (bookingCalendar !== undefined) showFrame(timeStamp, false);
    if (bookingMore !== undefined) {
      list.extend();
      show();
      const { end = NaN } = source.timesOf(event) ?? {};
      if (list.isShort() && end > 0) void source.ask(event, end);
    }
  });
  change.addEventListener("click", goBack);

  dialog.addEventListener("readyslot:booked", ({ detail }) => {
    if (choice) source.drop(event, minuteOf(choice.slot));
    source.expire();
    isBooked = !detail.paymentRequired;
    // The time cannot be changed here any more.
    delete dataset.picked;
  });

  function leave(): void {
    clearTimeout(limit);
    delete dialog.timesAfter;
    held = held.filter(({ kind }) => kind !== "open");
    if (!dataset.view) return;
    mark("closed");
    // A half-filled form stays, and so does a payment.
    if (isBooked || !isTouched() || (CONSENT !== "none" && !isGiven())) turnTo({ link, times: event });
    isBooked = false;
    if (dataset.view === "times") dataset.state = source.timesOf(event) ? "ready" : "idle";
    dialog.begin?.("report");
  }
  dialog.addEventListener("close", leave);
  // Withdrawn: a form that was left half-filled goes with the frame.
  if (CONSENT !== "none") document.addEventListener("readyslot:consent", () => event && !dialog.open && !isGiven() && turnTo({ link, times: event }));

  const refresh = (age: number) => {
    const times = source.timesOf(event);
    if (document.hidden || !dialog.open || !times) return;
    show();
    if (times.age >= age) void source.ask(event);
  };
  document.addEventListener("visibilitychange", () => refresh(0));
  setInterval(refresh, LOOK, AGING);

  const early = dialog.bookingIntents;
  dialog.frameIntents ??= [];
  dialog.bookingIntents = { push: take };
  if (!Array.isArray(early)) return;
  early.forEach(take);
  // Closed before anybody heard of it.
  if (clickedAt && !dialog.open) leave();
}

/** Whether the visitor has agreed to Cal's calendar. Not from consent.ts, which the booking code would share: a file of its own, a round trip further away. */
const isGiven = () => !!document.documentElement.dataset.consent?.includes("calendar");

const minuteOf = (slot: string) => Date.parse(slot) / MINUTE;

/** Resolves after a frame has been painted; at once on a hidden page, which paints none. */
function painted(): Promise<void> {
  return new Promise((resolve) => (document.hidden ? resolve() : requestAnimationFrame(() => setTimeout(resolve))));
}

document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
// Safe: this script's own element is in that dialog.
provideTimes(document.querySelector("dialog[data-booking-dialog]") as BookingDialogElement);
