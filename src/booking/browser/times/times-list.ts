/** The list of free times in its section, as headings and buttons, in the page's language and the visitor's time zone. */
import { daysOf, MINUTE } from "./free-times.ts";
import { isoOf, type KnownTimes } from "./times-source.ts";

/** How many days are shown at first, and more each time. */
const DAYS = 5;

/** From this age on the list says how old its times are, in s. */
const OLD = 120;

/** A child of the list: a day, by its midnight in ms, or a time, in minutes since the epoch. */
interface Keyed extends Element {
  key?: number;
}

// As modules and not as an object with methods: so the minifier can shorten the names, which is 0.2 KB of this file.
export const section = document.querySelector("div[data-booking-times]") as HTMLElement;
const part = (name: string) => section.querySelector(`[data-booking-${name}]`) as HTMLElement;
const [zone, gone, list, until, age, more] = [part("zone"), part("gone"), part("days"), part("until"), part("age"), part("more")];
const { dataset } = section;

const formatIn = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(document.documentElement.lang, options);
// The others can wait: the first paint does not need them, and each takes some ms on a slow machine.
const [timeOf, dayOf] = [formatIn({ timeStyle: "short" }), formatIn({ weekday: "long", day: "numeric", month: "long" })];
const textOf = (start: number) => timeOf.format(start * MINUTE);
// As a person names it: "Central European Time", in summer and in winter.
const zoneName = formatIn({ timeZoneName: "longGeneric" }).formatToParts().find(({ type }) => type === "timeZoneName")?.value;
say(zone, dataset.zone, zoneName);

let days = DAYS;
/** The day that takes the focus from "More days" when it comes. */
let firstNew = NaN;

const buttons = () => [...list.querySelectorAll<HTMLElement>("[data-slot]")];

/** Shows these times, as far as days are shown. What is there already stays the same element, with focus and all. */
export function show({ starts, until: end, at, age: seconds }: KnownTimes): void {
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
  more.hidden = isAll && !(end > 0);
  say(until, dataset[starts.length ? "until" : "none"], dayOf.format(isAll && end > 0 ? (end - 1) * MINUTE : (shown.at(-1) ?? Date.now())));
  say(age, seconds < OLD ? "" : dataset.age, textOf(at / 60));
}

/** Shows more days from the next time on. */
export function extend(): void {
  days = list.children.length + DAYS;
  firstNew = more.matches(":focus") ? list.children.length : NaN;
}

/** Whether there is room for more days than there are. */
export const isShort = () => list.children.length < days;

/** Shows no times, and begins with the first days again. */
export function clear(): void {
  days = DAYS;
  list.replaceChildren();
}

/** Gives the keyboard the time, ISO 8601 in UTC, or the first one. */
export function focus(slot: string | undefined): void {
  (buttons().find((button) => button.dataset.slot === slot) ?? buttons()[0] ?? more).focus();
}

/** Says that a time, in minutes, has gone; without one, nothing. */
export const sayGone = (start?: number) => say(gone, start && dataset.gone, textOf(start ?? 0));

/** "Tuesday 1 December 2026 at 10:30" */
export const nameOf = (start: number) => formatIn({ dateStyle: "full", timeStyle: "short" }).format(start * MINUTE);

function makeDay(day: number): HTMLElement {
  const [group, heading, times] = [create("div"), create("h3"), create("ul")];
  heading.textContent = dayOf.format(day);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", heading.textContent);
  // VoiceOver takes a list without bullets for none.
  times.setAttribute("role", "list");
  group.append(heading, times);
  return group;
}

function makeTime(start: number): HTMLElement {
  const [item, button, time] = [create("li"), create("button"), create("time")];
  button.className = more.className;
  button.dataset.slot = time.dateTime = isoOf(start);
  time.textContent = textOf(start);
  button.append(time);
  item.append(button);
  return item;
}

/** Says the words, with the value in place of what is in braces, and only if they are new: a screen reader says them. */
function say(element: HTMLElement, words: string | number | undefined, value = ""): void {
  const text = String(words || "").replace(/\{\w+\}/, value);
  if (element.textContent !== text) element.textContent = text;
}

const create = <Name extends keyof HTMLElementTagNameMap>(name: Name) => document.createElement(name);

/** Gives the parent a child for each key, in ascending order, and touches none that it has already. */
function keep(parent: Element, keys: readonly number[], make: (key: number) => Keyed): void {
  const wanted = new Set(keys);
  for (const child of [...parent.children] as Keyed[]) if (!wanted.has(child.key as number)) child.remove();
  for (const [i, key] of keys.entries()) {
    const there = (parent.children[i] ?? null) as Keyed | null;
    if (there?.key !== key) parent.insertBefore(Object.assign(make(key), { key }), there);
  }
}
