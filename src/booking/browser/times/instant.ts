import type { Mark } from "../../events.ts";
import type { BookingDialogElement, BookingIntent, FrameIntent } from "../booking-intent.ts";
import { MINUTE } from "./free-times.ts";
import { watchTimeIntent } from "./time-intent.ts";
import { createTimesList } from "./times-list.ts";
import { createTimesSource } from "./times-source.ts";

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
  const section = dialog.querySelector("[data-booking-times]") as HTMLElement;
  const change = dialog.querySelector("[data-booking-change]") as HTMLElement;
  const list = createTimesList(section);
  const source = createTimesSource({
    early: (dialog.freeTimes ??= {}),
    mark: (path, name, at) => mark(name, at, undefined, path),
    onChange: (changed) => void (changed === path && (source.mayHave(path) ? show() : fallBack())),
  });

  let link: HTMLAnchorElement;
  let path = "";
  /** The wishes for times that are not known yet. */
  let held: BookingIntent[] = [];
  let limit: ReturnType<typeof setTimeout>;
  let clickedAt = 0;
  /** The opening's times have been on the screen, or there were none. */
  let isSeen = true;
  let choice: { slot: string; link: HTMLAnchorElement } | undefined;
  let isBooked = false;

  const mark = (name: Mark, startTime = performance.now(), detail?: string, of = path) => performance.mark(`booking:${of.replace(/.*\//, "")}:${name}`, { startTime, detail });

  /** Passes a wish on to the session, which may still be on its way. */
  function give(intent: FrameIntent): void {
    if (intent.kind === "open" && !dialog.bookingSession) dataset.state = "loading";
    dialog.frameIntents?.push(intent);
  }

  function take(intent: BookingIntent): void {
    const { kind, link: wanted, at } = intent;
    if (kind === "open") return open(intent);
    // Back online, with a calendar that had failed. Other wishes are older than the click.
    if (dialog.open) return void (dataset.state === "failed" && give({ ...intent, ...choice }));
    if (!source.mayHave(pathOf(wanted))) return give(intent);
    // A form that was left half-filled stays.
    if (dataset.view !== "calendar" || !source.mayHave(path)) {
      turnTo(wanted);
      held.push(intent);
    }
    give({ ...intent, kind: "warm" });
    void source.ask(pathOf(wanted), 0, at);
  }

  function open(intent: BookingIntent): void {
    const { link: wanted, at } = intent;
    // Left half-filled, or to be tried again.
    const isKept = wanted.href === link?.href && dataset.view === "calendar" && source.mayHave(path);
    clickedAt = at;
    isSeen = false;
    if (!isKept) turnTo(wanted);
    // A page without times: the session marks the click.
    if (!dataset.view) return give(intent);
    mark("click", at, dialog.opening?.placement);
    if (isKept) return showFrame(at, dataset.state === "failed");
    if (dataset.view === "calendar") return give(intent);
    if (source.timesOf(path)) show();
    else {
      held.push(intent);
      dataset.state = "loading";
      limit = setTimeout(source.refuse, LIMIT, path);
    }
    void source.ask(path, 0, at);
  }

  /** From now on, the dialog is about this link. */
  function turnTo(wanted: HTMLAnchorElement): void {
    const isOther = pathOf(wanted) !== path;
    link = wanted;
    path = pathOf(link);
    choice = undefined;
    delete dataset.picked;
    list.sayGone();
    if (source.mayHave(path)) dataset.view = "times";
    else if (path in (dialog.freeTimes ?? {})) dataset.view = "calendar";
    else delete dataset.view;
    if (isOther) {
      held = [];
      list.clear();
      if (dataset.view === "times") dataset.state = "idle";
    }
    if (source.timesOf(path)) show();
    dialog.showState?.();
  }

  function show(): void {
    const times = source.timesOf(path);
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
    give({ kind: "warm", link, at: performance.now() });
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

  async function pick(slot: string, at: number): Promise<void> {
    const start = Date.parse(slot) / MINUTE;
    choice = { slot, link: linkTo(slot) };
    isBooked = false;
    list.sayGone();
    dataset.picked = "";
    (change.previousElementSibling as Element).textContent = list.nameOf(start);
    dialog.emit?.("picked", { slot });
    showFrame(at, true);
    change.focus({ preventScroll: true });
    // Cal's form does not say that its time has gone. If the check has no answer, Cal refuses the booking when it is submitted.
    if (!(await source.hasGone(path, start))) return;
    // What has been typed stays.
    if (choice?.slot === slot && !isBooked && !dialog.bookingSession?.isTouched()) goBack();
    else show();
    list.sayGone(start);
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
    dataset.view = "calendar";
    setWaysOut(shown);
    give({ kind: "open", link: shown, at, slot: isForm ? choice?.slot : undefined });
    // Without the intents, the booking code is known to be missing; see intent.ts.
    setTimeout(() => dialog.open && !dialog.bookingSession && location.assign(shown.href), dialog.bookingIntents ? CODE_LIMIT : 0);
  }

  /** From the form to the list. The frame stays as it is, and is there again if the same time is picked. */
  function goBack(): void {
    const slot = choice?.slot;
    choice = undefined;
    dataset.view = "times";
    delete dataset.picked;
    setWaysOut(link);
    give({ kind: "close", link, at: performance.now() });
    show();
    list.focus(slot);
  }

  function setWaysOut({ href }: HTMLAnchorElement): void {
    for (const way of dialog.querySelectorAll<HTMLAnchorElement>("a[data-booking-page]")) way.href = href;
  }

  watchTimeIntent(section, (slot) => give({ kind: "mount", link: slot ? linkTo(slot) : link, at: performance.now(), slot }));

  section.addEventListener("click", ({ target, timeStamp }) => {
    const { slot, bookingCalendar, bookingMore } = (target as Element).closest("button")?.dataset ?? {};
    if (slot) void pick(slot, timeStamp);
    if (bookingCalendar !== undefined) showFrame(timeStamp, false);
    if (bookingMore !== undefined) {
      list.extend();
      show();
      const { end = NaN } = source.timesOf(path) ?? {};
      if (list.isShort() && end > 0) void source.ask(path, end);
    }
  });
  change.addEventListener("click", goBack);

  dialog.addEventListener("readyslot:booked", ({ detail }) => {
    if (choice) source.drop(Date.parse(choice.slot) / MINUTE);
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
    if (!dialog.bookingSession?.getSnapshot().link) mark("closed");
    // A half-filled form stays, and so does a payment.
    if (isBooked || !dialog.bookingSession?.isTouched()) turnTo(link);
    isBooked = false;
    if (dataset.view === "times") dataset.state = source.timesOf(path) ? "ready" : "idle";
    dialog.begin?.("report");
  }
  dialog.addEventListener("close", leave);

  const refresh = (age: number) => {
    const times = source.timesOf(path);
    if (document.hidden || !dialog.open || !times) return;
    show();
    if (times.age >= age) void source.ask(path);
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

// Safe: it is a booking link.
const pathOf = (link: HTMLAnchorElement) => link.dataset.bookingLink as string;

/** Resolves after a frame has been painted; at once on a hidden page, which paints none. */
function painted(): Promise<void> {
  return new Promise((resolve) => (document.hidden ? resolve() : requestAnimationFrame(() => setTimeout(resolve))));
}

// Safe: this script's own element is in that dialog.
provideTimes(document.querySelector("dialog[data-booking-dialog]") as BookingDialogElement);
