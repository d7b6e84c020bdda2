// @ts-check
import { leaveAfterBooking } from "./after-booking.js";
import { startBooker } from "./booker.js";
import { openCalFrame } from "./cal-frame.js";
import { visitorTime } from "./date-text.js";

/**
 * One document, in which pages take each other's place as they do in Cal's: what is said to the page
 * around the frame goes on, and the visitor's history gets an entry.
 *
 * @typedef {import("./cal-frame.js").FrameConfig & {
 *   kind: "booker" | "routing-form" | "profile" | "payment" | "booking" | "error",
 *   host: string,
 *   timesAppear: "animated" | "at-once",
 *   formHolds: "yes" | "no",
 *   redirectUrl: string,
 *   redirectParams: "forwarded" | "dropped",
 *   demoQuery: [string, string][],
 *   leadsTo?: string,
 *   booking?: import("./booker.js").Booking,
 * }} PageConfig `demoQuery` are this page's own knobs, passed on with every request
 */

const frame = openCalFrame(configOf(document));
let end = () => {};
/** The path of the page on the screen. */
let shownPath = location.pathname;
start(configOf(document));

addEventListener("popstate", () => {
  // Within one page the page itself knows what its address means.
  if (location.pathname !== shownPath) void show(location.href);
});

/** @param {string} address */
async function goTo(address) {
  await show(address, () => history.pushState(null, "", address));
}

/** @param {string} address @param {() => void} [onLoaded] */
async function show(address, onLoaded = () => {}) {
  const text = await fetch(address).then((answer) => answer.text(), () => "");
  const page = new DOMParser().parseFromString(text, "text/html");
  const [main, config] = [page.querySelector("main"), configOf(page)];
  if (!main || !config) return location.assign(address);
  end();
  onLoaded();
  shownPath = location.pathname;
  document.querySelector("main")?.replaceWith(main);
  document.title = page.title;
  start(config);
  frame.routeChanged();
}

/** @param {PageConfig} config */
function start(config) {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  end = () => {};
  for (const link of main.querySelectorAll("a[data-soft]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void goTo(/** @type {HTMLAnchorElement} */ (link).href);
    });
  }
  if (config.kind === "booker") end = startBooker(main, { config: /** @type {any} */ (config), frame, goTo });
  if (config.kind === "routing-form") startRoutingForm(main, config);
  if (config.kind === "payment") startPayment(main, config);
  if (config.kind === "booking") startConfirmation(main);
}

/** @param {HTMLElement} main @param {PageConfig} config */
function startRoutingForm(main, { leadsTo = "" }) {
  main.querySelector("[data-routing]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    frame.sendEvent("routed", { actionType: "eventTypeRedirectUrl", actionValue: leadsTo });
    void goTo(leadsTo);
  });
}

/** @param {HTMLElement} main @param {PageConfig} config */
function startPayment(main, config) {
  const { booking } = config;
  main.querySelector("[data-pay]")?.addEventListener("click", async () => {
    if (!booking) return;
    const answer = await fetch(`/api/pay?${new URLSearchParams(config.demoQuery)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ paymentUid: booking.paymentUid }),
    });
    if (!answer.ok) {
      /** @type {HTMLElement} */ (main.querySelector(".error")).textContent = "The payment did not go through. Please try again.";
      return;
    }
    const email = new URLSearchParams(location.search).get("email") ?? booking.email;
    const query = { uid: booking.uid, email, payment_intent: "pi_demo", redirect_status: "succeeded" };
    await leaveAfterBooking({ booking, query, config, isEmbed: frame.isEmbed, goTo });
  });
}

/** @param {HTMLElement} main */
function startConfirmation(main) {
  const when = /** @type {HTMLElement | null} */ (main.querySelector("[data-start]"));
  if (when) when.append(visitorTime(when.dataset.start ?? "", when.dataset.zone ?? ""));
  main.querySelector("h1")?.focus();
}

/** @param {Document} page */
function configOf(page) {
  return JSON.parse(page.querySelector("#page-config")?.textContent ?? "null");
}
