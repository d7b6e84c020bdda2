// @ts-check
import { applyTheme, openCalFrame } from "./cal-frame.js";
import { clock, dayName, visitorTime } from "./date-text.js";
import { detailsForm } from "./details-form.js";
import { monthGrid } from "./month-grid.js";

/**
 * @typedef {Record<string, {time: string, start: string}[]>} SlotsByDay
 * @typedef {{uid: string, title: string, startTime: string, endTime: string, email: string}} Booking
 * @typedef {object} BookerConfig
 * @property {string} path
 * @property {string} month
 * @property {string[]} months
 * @property {string} today
 * @property {number} duration minutes
 * @property {string} timeZone
 * @property {number} eventTypeId
 * @property {boolean} speaks
 * @property {string} namespace
 * @property {string | null} theme
 * @property {string | null} colorScheme
 * @property {number} linkFailed
 * @property {number} linkReadyDelayMs
 * @property {boolean} isPrerendering loaded ahead, to be shown when the page around it says `connect`
 * @property {number} connectDelayMs
 * @property {[string, string][]} demoQuery this page's own knobs, passed on with every request
 */

/** @type {BookerConfig} */
const config = JSON.parse(document.querySelector("#booker-config")?.textContent ?? "{}");

applyTheme(config);
const frame = openCalFrame(config);
const booker = document.querySelector(".booker");
if (booker instanceof HTMLElement) startBooker(booker);

/** @param {HTMLElement} root */
function startBooker(root) {
  const list = part(".list");
  const dayHeading = part("#day-name");
  const chosen = part(".chosen");
  const turns = [...root.querySelectorAll("[data-turn]")].filter((turn) => turn instanceof HTMLButtonElement);
  const grid = monthGrid(part(".month"), { today: config.today, onSelect: (date) => showDay(date, true) });
  const form = /** @type {HTMLFormElement} */ (part(".details"));
  const details = detailsForm(form, {
    event: config.path,
    request: () => address("/api/book", {}),
    onBack() {
      showStep("choose");
      chosenButton?.focus();
    },
    onOutcome(outcome) {
      if (outcome.kind === "booked") showBooked(outcome.booking);
      if (outcome.kind === "taken") {
        showStep("choose");
        void load("That time has just been taken. Please choose another one.");
      }
    },
  });

  let { month } = config;
  let isFirstLoad = true;
  let loads = 0;
  /** @type {HTMLButtonElement | undefined} */
  let chosenButton;
  /** @type {SlotsByDay} */
  let days = {};

  for (const turn of turns) {
    turn.addEventListener("click", () => {
      month = config.months[config.months.indexOf(month) + Number(turn.dataset.turn)] ?? month;
      void load();
      // At the first and the last month the button goes dead, and would take the focus with it.
      if (turn.disabled) turns.find((other) => other !== turn)?.focus();
    });
  }
  void load();

  /** @param {string} [notice] said above the times */
  async function load(notice = "") {
    const thisLoad = ++loads;
    grid.show(month);
    showTurns();
    dayHeading.textContent = "Times";
    list.ariaBusy = "true";
    list.replaceChildren(...Array.from({ length: 8 }, () => element("span", { className: "blank" })));
    try {
      const response = await fetch(address("/api/slots", { event: config.path, month }));
      if (!response.ok) throw new Error(`slots: ${response.status}`);
      ({ days } = await response.json());
    } catch {
      if (thisLoad === loads) showProblem();
      return;
    }
    // Somebody who turns the page quickly gets the month shown last, not the one answered last.
    if (thisLoad !== loads) return;
    grid.fill(days);
    showDay(Object.keys(days).toSorted()[0] ?? "", false, notice);
    if (isFirstLoad) frame.bookerReady();
    isFirstLoad = false;
  }

  function showTurns() {
    const index = config.months.indexOf(month);
    for (const turn of turns) turn.disabled = !config.months[index + Number(turn.dataset.turn)];
  }

  /** @param {string} date @param {boolean} isChoice @param {string} [notice] */
  function showDay(date, isChoice, notice = "") {
    grid.select(date);
    list.ariaBusy = "false";
    dayHeading.textContent = date ? dayName(date, "short") : "No free times";
    const buttons = (days[date] ?? []).map((slot) => {
      const button = element("button", { type: "button", textContent: slot.time });
      button.addEventListener("click", () => {
        chosenButton = button;
        choose(slot, date);
      });
      return button;
    });
    const nothing = element("p", { className: "notice", textContent: "Nothing is free this month. Try the next one." });
    const said = notice ? [element("p", { className: "notice", role: "status", textContent: notice })] : [];
    list.replaceChildren(...said, ...(date ? buttons : [nothing]));
    list.scrollTop = 0;
    if (isChoice) list.parentElement?.scrollIntoView({ block: "nearest" });
  }

  function showProblem() {
    dayHeading.textContent = "Times";
    list.ariaBusy = "false";
    const text = element("p", { className: "notice", role: "alert", textContent: "The free times could not be loaded." });
    const retry = element("button", { type: "button", textContent: "Retry" });
    retry.addEventListener("click", () => void load());
    list.replaceChildren(text, retry);
  }

  /** @param {{time: string, start: string}} slot @param {string} date */
  function choose(slot, date) {
    const end = new Date(Date.parse(slot.start) + config.duration * 60_000).toISOString();
    const time = `${slot.time}–${clock(end, config.timeZone)}`;
    chosen.textContent = `${dayName(date)}, ${time}${visitorTime(slot.start, config.timeZone)}`;
    showStep("details");
    details.open(slot.start);
  }

  /** @param {Booking} booking */
  function showBooked(booking) {
    const day = dayName(new Date(booking.startTime).toLocaleDateString("sv-SE", { timeZone: config.timeZone }));
    const time = `${clock(booking.startTime, config.timeZone)}–${clock(booking.endTime, config.timeZone)} (${config.timeZone})`;
    const heading = element("h2", { textContent: "You're booked", tabIndex: -1 });
    const close = element("button", { type: "button", className: "accent", textContent: "Close" });
    close.addEventListener("click", () => frame.close());
    part(".booked").replaceChildren(
      heading,
      element("p", { className: "when", textContent: `${day}, ${time}${visitorTime(booking.startTime, config.timeZone)}` }),
      element("p", { textContent: `A calendar would now write to ${booking.email}.` }),
      element("p", { className: "quiet", textContent: `Reference ${booking.uid}. Nothing was really booked: this is a demo.` }),
      ...(config.speaks && window.parent !== window ? [close] : []),
    );
    document.title = `You're booked · ${document.title}`;
    showStep("booked");
    heading.focus();
    frame.booked(booking);
  }

  /** @param {"choose" | "details" | "booked"} step */
  function showStep(step) {
    root.dataset.step = step;
    part(".month").hidden = part(".times").hidden = step !== "choose";
    form.hidden = step !== "details";
    part(".booked").hidden = step !== "booked";
    if (step !== "details") chosen.textContent = "";
  }

  /** @param {string} selector @returns {HTMLElement} */
  function part(selector) {
    const found = root.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new Error(`The booking page has no ${selector}.`);
    return found;
  }
}

/** @param {string} path @param {Record<string, string>} query */
function address(path, query) {
  return `${path}?${new URLSearchParams([...Object.entries(query), ...config.demoQuery])}`;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
