// @ts-check
import { leaveAfterBooking } from "./after-booking.js";
import { appear, conceal } from "./appear.js";
import { clock, dayName, visitorTime } from "./date-text.js";
import { detailsForm } from "./details-form.js";
import { monthGrid } from "./month-grid.js";
import { queryOf, setQuery } from "./query.js";

/**
 * @typedef {Record<string, {time: string, start: string}[]>} SlotsByDay
 * @typedef {{uid: string, event: string, title: string, startTime: string, endTime: string, name: string, email: string, notes: string, status: string, paymentRequired: boolean, paymentUid?: string}} Booking
 * @typedef {object} BookerOwnConfig
 * @property {string} path
 * @property {string} month
 * @property {string[]} months
 * @property {string} today
 * @property {number} duration minutes
 * @property {string} timeZone
 * @property {number} eventTypeId
 * @property {string} rescheduleUid the booking that a new one replaces
 * @property {string} formerTime when that one is
 *
 * @typedef {BookerOwnConfig & import("./page.js").PageConfig} BookerConfig
 */

/** How long Cal's page keeps its slots before it fetches them again. */
const REFETCH_MS = 5 * 60_000;

/** Cal's page asks for slots that it did not get three times more, as React Query does by default. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000];

/**
 * @param {HTMLElement} main
 * @param {{config: BookerConfig, frame: import("./cal-frame.js").CalFrame, goTo: (address: string) => Promise<void>}} options
 * @returns {() => void} ends it, for another page to take its place
 */
export function startBooker(main, { config, frame, goTo }) {
  const root = /** @type {HTMLElement} */ (main.querySelector(".booker"));
  const times = part(".times");
  const list = part(".list");
  const dayHeading = part("#day-name");
  const chosen = part(".chosen");
  const turns = [...root.querySelectorAll("[data-turn]")].filter((turn) => turn instanceof HTMLButtonElement);
  const grid = monthGrid(part(".month"), { today: config.today, onSelect: selectDay });
  const form = /** @type {HTMLFormElement} */ (part(".details"));
  const details = detailsForm(form, {
    event: config.path,
    rescheduleUid: config.rescheduleUid,
    request: () => address("/api/book", {}),
    onBack() {
      changeAddress("slot", "", { isEntry: true });
      backToTimes();
    },
    onOutcome(outcome) {
      if (outcome.kind === "booked") void leaveWith(outcome.booking);
      if (outcome.kind === "taken") {
        changeAddress("slot", "", { isEntry: true });
        showStep("choose");
        void load("That time has just been taken. Please choose another one.");
      }
    },
  });

  let { month } = config;
  let loads = 0;
  let hasTimes = false;
  let shownDate = "";
  /** @type {HTMLButtonElement | undefined} */
  let chosenButton;
  /** @type {SlotsByDay} */
  let days = {};

  for (const turn of turns) {
    turn.addEventListener("click", () => {
      month = config.months[config.months.indexOf(month) + Number(turn.dataset.turn)] ?? month;
      changeAddress("date", "");
      changeAddress("month", month);
      void load();
      // At the first and the last month the button goes dead, and would take the focus with it.
      if (turn.disabled) turns.find((other) => other !== turn)?.focus();
    });
  }

  const ending = new AbortController();
  addEventListener("popstate", openWhatIsAsked, { signal: ending.signal });
  document.addEventListener("visibilitychange", refresh, { signal: ending.signal });
  const refetching = setInterval(refresh, REFETCH_MS);
  const slug = config.path.slice(config.path.lastIndexOf("/") + 1);
  conceal(times);
  frame.bookerMounted({ id: config.eventTypeId, slug }, () => void load());
  openWhatIsAsked();
  if (queryOf("cal.skipSlotsFetch") !== "true") void load();
  return () => {
    ending.abort();
    clearInterval(refetching);
    loads++;
    frame.bookerUnmounted();
  };

  /** @param {string} [notice] said above the times */
  async function load(notice = "") {
    grid.show(month);
    showTurns();
    dayHeading.textContent = "Times";
    list.ariaBusy = "true";
    list.replaceChildren(...Array.from({ length: 8 }, () => element("span", { className: "blank" })));
    frame.slots("loading");
    const result = await fetchSlots();
    if (result === "outdated") return;
    if (result === "failed") {
      showProblem();
      return frame.slots("failed");
    }
    grid.fill(days);
    const asked = queryOf("date");
    showDay(days[asked] ? asked : (Object.keys(days).toSorted()[0] ?? ""), notice);
    frame.slots("loaded");
  }

  /** The screen does not change while the slots are fetched again. */
  async function refresh() {
    if (document.visibilityState === "hidden" || list.ariaBusy === "true") return;
    frame.rendered();
    const before = JSON.stringify(days[shownDate]);
    if ((await fetchSlots()) !== "loaded") return;
    grid.fill(days);
    if (JSON.stringify(days[shownDate]) !== before) showDay(shownDate);
    frame.slots("loaded");
  }

  /** @returns {Promise<"loaded" | "failed" | "outdated">} */
  async function fetchSlots() {
    const thisLoad = ++loads;
    /** @type {SlotsByDay | undefined} */
    let found;
    for (const wait of [...RETRY_AFTER_MS, 0]) {
      try {
        const response = await fetch(address("/api/slots", { event: config.path, month }));
        if (response.ok) ({ days: found } = await response.json());
      } catch {}
      // Somebody who turns the page quickly gets the month shown last, not the one answered last.
      if (thisLoad !== loads) return "outdated";
      if (found) break;
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (thisLoad !== loads) return "outdated";
    }
    if (!found) return "failed";
    days = found;
    return "loaded";
  }

  function showTurns() {
    const index = config.months.indexOf(month);
    for (const turn of turns) turn.disabled = !config.months[index + Number(turn.dataset.turn)];
  }

  /** @param {string} date */
  function selectDay(date) {
    changeAddress("date", date);
    showDay(date);
    times.scrollIntoView({ block: "nearest" });
    frame.rendered();
  }

  /** @param {string} date @param {string} [notice] */
  function showDay(date, notice = "") {
    shownDate = date;
    grid.select(date);
    dayHeading.textContent = date ? dayName(date, "short") : "No free times";
    const buttons = (days[date] ?? []).map((slot) => {
      const button = element("button", { type: "button", textContent: slot.time });
      button.addEventListener("click", () => {
        chosenButton = button;
        changeAddress("slot", slot.start, { isEntry: true });
        choose(slot.start);
        details.focus();
      });
      return button;
    });
    const nothing = element("p", { className: "notice", textContent: "Nothing is free this month. Try the next one." });
    const said = notice ? [element("p", { className: "notice", role: "status", textContent: notice })] : [];
    showTimes([...said, ...(date ? buttons : [nothing])]);
  }

  function showProblem() {
    dayHeading.textContent = "Times";
    const text = element("p", { className: "notice", role: "alert", textContent: "The free times could not be loaded." });
    const retry = element("button", { type: "button", textContent: "Retry" });
    retry.addEventListener("click", () => void load());
    showTimes([text, retry]);
  }

  /** Cal's column of times comes with the first of them, and slides in. @param {Element[]} content */
  function showTimes(content) {
    list.ariaBusy = "false";
    list.replaceChildren(...content);
    list.scrollTop = 0;
    if (!hasTimes) appear(times, config.timesAppear);
    hasTimes = true;
  }

  /** A `slot` in the address opens the form for it, whether it is free or not, and leaves the focus where it is. */
  function openWhatIsAsked() {
    const asked = new Date(queryOf("slot"));
    if (!Number.isNaN(asked.getTime())) choose(asked.toISOString());
    else if (root.dataset.step === "details") backToTimes();
  }

  /** @param {string} start */
  function choose(start) {
    const zone = config.timeZone;
    const end = new Date(Date.parse(start) + config.duration * 60_000).toISOString();
    const date = new Date(start).toLocaleDateString("sv-SE", { timeZone: zone });
    chosen.textContent = `${dayName(date)}, ${clock(start, zone)}–${clock(end, zone)}${visitorTime(start, zone)}`;
    showStep("details");
    appear(form, config.timesAppear);
    details.open(start);
    // As Cal's `slots.reserveSlot`, which needs the event's id.
    if (config.formHolds === "yes" && config.eventTypeId) void fetch(address("/api/hold", { event: config.path, start }), { method: "POST" });
    frame.rendered();
  }

  function backToTimes() {
    showStep("choose");
    if (hasTimes) appear(times, config.timesAppear);
    chosenButton?.focus();
    frame.rendered();
  }

  /** @param {Booking} booking */
  async function leaveWith(booking) {
    tellOfBooking(booking);
    if (booking.paymentUid) {
      const query = new URLSearchParams([["date", booking.startTime], ["name", booking.name], ["email", booking.email], ...config.demoQuery]);
      return goTo(`/payment/${booking.paymentUid}?${query}`);
    }
    const query = {
      isSuccessBookingPage: "true",
      email: booking.email,
      eventTypeSlug: slug,
      ...(config.formerTime && { formerTime: new Date(config.formerTime).toUTCString() }),
    };
    await leaveAfterBooking({ booking, query, config, isEmbed: frame.isEmbed, goTo });
  }

  /** @param {Booking} booking */
  function tellOfBooking(booking) {
    const { uid, title, startTime, endTime, status, paymentRequired } = booking;
    const type = config.rescheduleUid ? "rescheduleBookingSuccessful" : "bookingSuccessful";
    const eventType = { id: config.eventTypeId, slug, title };
    const organizer = { name: config.host, email: "studio@example.org", timeZone: config.timeZone };
    // The older of the two events carries the visitor's details as well.
    frame.sendEvent(type, { booking, eventType, date: startTime, duration: config.duration, organizer, confirmed: true });
    const eventTypeId = config.eventTypeId;
    frame.sendEvent(`${type}V2`, { uid, title, startTime, endTime, eventTypeId, status, paymentRequired, isRecurring: false });
  }

  /** @param {"choose" | "details"} step */
  function showStep(step) {
    root.dataset.step = step;
    part(".month").hidden = times.hidden = step !== "choose";
    form.hidden = step !== "details";
    if (step !== "details") chosen.textContent = "";
  }

  /** @param {string} name @param {string} value @param {{isEntry?: boolean}} [options] */
  function changeAddress(name, value, options) {
    if (setQuery(name, value, options)) frame.routeChanged();
  }

  /** @param {string} path @param {Record<string, string>} query */
  function address(path, query) {
    return `${path}?${new URLSearchParams([...Object.entries(query), ...config.demoQuery])}`;
  }

  /** @param {string} selector @returns {HTMLElement} */
  function part(selector) {
    const found = root.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new Error(`The booking page has no ${selector}.`);
    return found;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
