/** One opening as seen by the page. Times are ms since the epoch, to the microsecond. */
export interface Opening {
  /** The click event's own time. */
  clickAt: number;
  /** The first pointer, touch or focus event on the booking link since the page or the last opening; none for a bare click. */
  intentAt?: number;
  /** After the first frame that shows a part of the dialog. */
  paintedAt: number;
  /** The first animation frame with the calendar's frame in plain sight. */
  shownAt: number;
}

/** An opening whose dialog shows free times itself. */
export interface TimesOpening extends Omit<Opening, "shownAt"> {
  /** After the first frame with a free time in plain sight, fully opaque, that a click would hit. */
  timesAt: number;
}

/** The benchmark's functions in each page, under `window.bench`. */
export interface BenchPage {
  /** The latest click, undefined before the first. */
  clickAt(): number | undefined;
  /** The opening that the latest click began, once its calendar is shown. */
  opening(): Promise<Opening>;
  /** The opening that the latest click began, once its dialog shows free times. */
  times(): Promise<TimesOpening>;
  /** The latest click on a free time of the dialog, undefined before the first. */
  pickAt(): number | undefined;
  /** Resolves with Cal's first `linkReady` since the latest click. */
  linkReady(): Promise<number>;
  /**
   * When the first frame after the latest click was on the screen, as the browser reports it (Event Timing, in steps of
   * 8 ms). Undefined for a script's click, and for a frame within 16 ms.
   */
  presentedAt(): Promise<number | undefined>;
  /** Cal's latest `linkReady`, before the click or after it. */
  linkReadyAt(): number | undefined;
  /** The iframe that is shown. */
  frame(): HTMLIFrameElement | undefined;
  /** In the calendar: when slots, or the form, had been painted, fully opaque, in a frame that began at `since` or later. */
  paintedSince(since: number, what?: "slots" | "form"): Promise<number>;
  /** In the calendar: when slots had been painted, fully opaque, for the first time, hidden or not. */
  opaqueAt(): number | undefined;
}

/** Selectors that are the same in every page. The function below must not use anything outside itself. */
export interface BenchSelectors {
  calHost: string;
  link: string;
  slot: string;
  form: string;
  time: string;
}

export const SELECTORS: Omit<BenchSelectors, "calHost"> = {
  link: "a[data-booking-link], button[data-cal-link], [data-booking-placement]",
  slot: ".times .list button",
  form: "form.details:not([hidden])",
  time: "dialog[open] [data-booking-times] [data-slot]",
};

/* oxlint-disable unicorn/consistent-function-scoping -- What is outside of it does not travel into the page. */

/**
 * Runs in every document before its own scripts. Until a click it only listens; after that it checks once per
 * animation frame. In the calendar it checks once per animation frame from the beginning: a hidden frame gets
 * almost no animation frames, so an animation frame is evidence that it is being painted.
 */
export function instrument({ calHost, link, slot, form, time }: BenchSelectors): void {
  const wall = (at: number) => performance.timeOrigin + at;
  /** Resolves after the current animation frame: it is painted between its callbacks and the next task. */
  const afterPaint = (then: () => void) => {
    const channel = new MessageChannel();
    channel.port1.addEventListener("message", then, { once: true });
    channel.port1.start();
    channel.port2.postMessage(null);
  };

  const bench: BenchPage = location.hostname === calHost ? watchCalendar() : watchPage();
  Object.assign(window, { bench });

  function watchCalendar(): BenchPage {
    const frames: { what: "slots" | "form"; began: number; painted: number }[] = [];
    const waiting = new Set<() => void>();
    const look = () => {
      const began = wall(performance.now());
      // Cal's times and form fade in, and cannot be read before they are opaque.
      const seen = ([["slots", slot], ["form", form]] as const).filter(([, selector]) => {
        const first = document.querySelector(selector);
        return first && opacityOf(first) > 0.99;
      });
      if (seen.length > 0) {
        afterPaint(() => {
          for (const [what] of seen) frames.push({ what, began, painted: wall(performance.now()) });
          for (const check of waiting) check();
        });
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return {
      clickAt: () => undefined,
      opening: () => Promise.reject(new Error("The calendar has no openings.")),
      times: () => Promise.reject(new Error("The calendar has no openings.")),
      pickAt: () => undefined,
      linkReady: () => Promise.reject(new Error("The calendar does not hear itself.")),
      presentedAt: () => Promise.resolve(undefined),
      linkReadyAt: () => undefined,
      frame: () => undefined,
      paintedSince: (since, wanted = "slots") =>
        new Promise((resolve) => {
          const check = () => {
            const first = frames.find(({ what, began }) => what === wanted && began >= since);
            if (!first) return;
            waiting.delete(check);
            resolve(first.painted);
          };
          waiting.add(check);
          check();
        }),
      opaqueAt: () => frames.find(({ what }) => what === "slots")?.painted,
    };
  }

  function watchPage(): BenchPage {
    let clickAt: number | undefined;
    let intentAt: number | undefined;
    let linkReadyAt: number | undefined;
    let pickAt: number | undefined;
    let linked = Promise.withResolvers<number>();
    let seen = Promise.withResolvers<TimesOpening>();
    let settled = Promise.withResolvers<Opening>();
    const isOnLink = ({ target }: Event) => target instanceof Element && target.closest(link) !== null;

    for (const type of ["pointerover", "pointerdown", "touchstart", "focusin"]) {
      const note = (event: Event) => {
        if (isOnLink(event)) intentAt ??= wall(event.timeStamp);
      };
      addEventListener(type, note, { capture: true, passive: true });
    }
    let presented = Promise.withResolvers<number | undefined>();
    new PerformanceObserver((list) => {
      for (const { name, startTime, duration } of list.getEntries()) {
        if (name === "click" && wall(startTime) === clickAt) presented.resolve(wall(startTime + duration));
      }
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    addEventListener("message", ({ data }: MessageEvent<{ originator?: string; type?: string } | null>) => {
      if (data?.originator === "CAL" && data.type === "linkReady") linked.resolve((linkReadyAt = wall(performance.now())));
    });
    addEventListener(
      "click",
      (event) => {
        if (event.target instanceof Element && event.target.closest(time)) pickAt = wall(event.timeStamp);
        if (!isOnLink(event)) return;
        linked = Promise.withResolvers();
        clickAt = wall(event.timeStamp);
        presented = Promise.withResolvers();
        if (!event.isTrusted) presented.resolve(undefined);
        const opening = { clickAt, ...(intentAt !== undefined && { intentAt }) };
        const { resolve } = (settled = Promise.withResolvers<Opening>());
        const { resolve: see } = (seen = Promise.withResolvers<TimesOpening>());
        watchOpening((times) => see({ ...opening, ...times }), (times) => {
          intentAt = undefined;
          resolve({ ...opening, ...times });
        });
      },
      true,
    );

    function watchOpening(showsTimes: (times: { paintedAt: number; timesAt: number }) => void, done: (times: { paintedAt: number; shownAt: number }) => void): void {
      let hasTimes = false;
      let paintedAt: number | undefined;
      let shownAt: number | undefined;
      const finish = () => {
        if (paintedAt !== undefined && shownAt !== undefined) done({ paintedAt, shownAt });
      };
      let isPainting = false;
      const look = () => {
        const began = wall(performance.now());
        if (!isPainting && dialogShows()) {
          isPainting = true;
          afterPaint(() => {
            paintedAt = wall(performance.now());
            finish();
          });
        }
        if (!hasTimes && timeShows()) {
          hasTimes = true;
          afterPaint(() => {
            const timesAt = wall(performance.now());
            showsTimes({ paintedAt: paintedAt ?? timesAt, timesAt });
          });
        }
        if (shownFrame()) {
          shownAt = began;
          finish();
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }

    return {
      clickAt: () => clickAt,
      opening: () => settled.promise,
      times: () => seen.promise,
      pickAt: () => pickAt,
      linkReady: () => linked.promise,
      // The report comes some time after the frame, or never.
      presentedAt: () => Promise.race([presented.promise, new Promise<undefined>((resolve) => setTimeout(resolve, 200))]),
      linkReadyAt: () => linkReadyAt,
      frame: shownFrame,
      paintedSince: () => Promise.reject(new Error("This page is not the calendar.")),
      opaqueAt: () => undefined,
    };
  }

  /** A free time of our dialog can be read and clicked. */
  function timeShows(): boolean {
    const first = document.querySelector(time);
    if (!first || opacityOf(first) < 0.99 || getComputedStyle(first).visibility !== "visible") return false;
    const { left, top, width, height } = first.getBoundingClientRect();
    return width > 0 && first.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  }

  /** A part of a dialog is on the screen, however faint. */
  function dialogShows(): boolean {
    return dialogs().some((dialog) => getComputedStyle(dialog).visibility === "visible" && opacityOf(dialog) > 0);
  }

  /** Our open dialog, and Cal's modals. */
  function dialogs(): Element[] {
    return [...document.querySelectorAll("dialog[data-booking-dialog][open], cal-modal-box")];
  }

  /** The calendar's iframe, if a visitor sees it: visible, more opaque than not, and not covered in its middle. */
  function shownFrame(): HTMLIFrameElement | undefined {
    for (const dialog of dialogs().toReversed()) {
      // Our dialog must also report that it is ready, which is stricter.
      if (dialog instanceof HTMLDialogElement && dialog.dataset.state !== "ready") continue;
      const frame = dialog.querySelector("iframe");
      if (!frame || getComputedStyle(frame).visibility !== "visible" || opacityOf(frame) < 0.5) continue;
      const { left, top, width, height } = frame.getBoundingClientRect();
      const [x, y] = [left + width / 2, Math.min(top + height / 2, innerHeight - 1)];
      if (width > 0 && height > 0 && document.elementFromPoint(x, y) === frame) return frame;
    }
    return undefined;
  }

  /** 0 to 1, including the opacity of its ancestors. */
  function opacityOf(element: Element): number {
    let opacity = 1;
    for (let one: Element | null = element; one; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity);
    return opacity;
  }
}
