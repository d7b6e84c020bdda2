import { daysOf, MINUTE, type FreeTimes } from "./free-times.ts";

/** How many days are shown at first, and more each time. */
const DAYS = 5;

/** From this age on the list says how old its times are, in s. */
const OLD = 120;

/** A child of the list: a day, by its midnight in ms, or a time, in minutes since the epoch. */
interface Keyed extends Element {
  key?: number;
}

export interface TimesList {
  /** Shows these times, as far as days are shown. What is there already stays the same element, with focus and all. */
  show(times: FreeTimes & { readonly age: number }): void;
  /** Shows more days from the next time on. */
  extend(): void;
  /** Whether there is room for more days than there are. */
  isShort(): boolean;
  /** Shows no times, and begins with the first days again. */
  clear(): void;
  /** Gives the keyboard the time, ISO 8601 in UTC, or the first one. */
  focus(slot: string | undefined): void;
  /** Says that a time, in minutes, has gone; without one, nothing. */
  sayGone(start?: number): void;
  /** "Tuesday 1 December 2026 at 10:30" */
  nameOf(start: number): string;
}

/** The list of free times in its section, as headings and buttons, in the page's language and the visitor's time zone. */
export function createTimesList(section: HTMLElement): TimesList {
  const part = (name: string) => section.querySelector(`[data-booking-${name}]`) as HTMLElement;
  const [zone, gone, list, until, age, more] = [part("zone"), part("gone"), part("days"), part("until"), part("age"), part("more")];
  const language = document.documentElement.lang;
  const text = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, options);
    return (start: number) => format.format(start * MINUTE);
  };
  const date = { day: "numeric", month: "long" } as const;
  const [timeOf, dateOf, dayOf] = [text({ timeStyle: "short" }), text(date), text({ weekday: "long", ...date })];
  const buttons = () => [...list.querySelectorAll<HTMLElement>("[data-slot]")];
  say(zone, section.dataset.zone?.replace("{zone}", zoneName(language)));
  let days = DAYS;
  /** The day that takes the focus from "More days" when it comes. */
  let firstNew = NaN;

  function makeDay(day: number): HTMLElement {
    const [group, heading, times] = [create("div"), create("h3"), create("ul")];
    heading.id = `booking-${day}`;
    heading.textContent = dayOf(day / MINUTE);
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    // VoiceOver takes a list without bullets for none.
    times.setAttribute("role", "list");
    group.append(heading, times);
    return group;
  }

  function makeTime(start: number): HTMLElement {
    const [item, button, time] = [create("li"), create("button"), create("time")];
    button.className = "button button--quiet button--compact";
    button.type = "button";
    button.dataset.slot = time.dateTime = new Date(start * MINUTE).toISOString();
    time.textContent = timeOf(start);
    button.append(time);
    item.append(button);
    return item;
  }

  return {
    show({ starts, end, at, age: seconds }) {
      const all = daysOf(starts);
      const shown = [...all.keys()].slice(0, days);
      const focused = buttons().indexOf(document.activeElement as HTMLElement);
      keep(list, shown, makeDay);
      for (const group of list.children) keep(group.lastElementChild as Element, all.get((group as Keyed).key as number) ?? [], makeTime);
      // A time that has gone leaves the focus to the next one.
      if (focused >= 0 && !list.contains(document.activeElement)) (buttons()[focused] ?? buttons().at(-1))?.focus();
      const heading = list.children[firstNew]?.querySelector("h3");
      if (heading) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        firstNew = NaN;
      }

      const isAll = shown.length === all.size;
      const hasMore = !isAll || end > 0;
      const last = isAll && hasMore ? end - 1 : (shown.at(-1) ?? Date.now()) / MINUTE;
      say(until, section.dataset[starts.length ? "until" : "none"]?.replace("{date}", dateOf(last)));
      say(age, seconds < OLD ? "" : section.dataset.age?.replace("{time}", timeOf(at / 60)));
      more.hidden = !hasMore;
    },
    extend() {
      days = list.children.length + DAYS;
      firstNew = more.matches(":focus") ? list.children.length : NaN;
    },
    isShort: () => list.children.length < days,
    clear() {
      days = DAYS;
      list.replaceChildren();
    },
    focus(slot) {
      (buttons().find((button) => button.dataset.slot === slot) ?? buttons()[0] ?? more).focus();
    },
    sayGone: (start) => void say(gone, start === undefined ? "" : section.dataset.gone?.replace("{time}", timeOf(start))),
    nameOf: text({ dateStyle: "full", timeStyle: "short" }),
  };
}

/** Only what is new: a screen reader says it. */
const say = (element: HTMLElement, words = "") => element.textContent === words || (element.textContent = words);

const create = <Name extends keyof HTMLElementTagNameMap>(name: Name) => document.createElement(name);

/** The visitor's time zone as a person names it: "Central European Time", in summer and in winter. */
function zoneName(language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: "longGeneric" }).formatToParts();
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** Gives the parent a child for each key, in ascending order, and touches none that it has already. */
function keep(parent: Element, keys: readonly number[], make: (key: number) => Keyed): void {
  const wanted = new Set(keys);
  for (const child of [...parent.children] as Keyed[]) if (!wanted.has(child.key as number)) child.remove();
  for (const [i, key] of keys.entries()) {
    const there = (parent.children[i] ?? null) as Keyed | null;
    if (there?.key !== key) parent.insertBefore(Object.assign(make(key), { key }), there);
  }
}
