// @ts-check
import { queryLike, queryOf } from "./query.js";

/** The visitor's details: what is plainly missing is said at once, the rest is the demo's to judge. */

/**
 * @typedef {{kind: "booked", booking: import("./booker.js").Booking} | {kind: "taken"} | {kind: "refused"}} Outcome
 */

const FIELDS = ["name", "email", "guests", "notes"];

/** Cal's `getUtmTrackingParameters`: of all parameters that are called utm it keeps these. */
const TRACKED = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
/** @type {Record<string, string>} */
const ASKED_FOR = {
  name: "Please write your name.",
  email: "Please write your email address, like name@example.org.",
};

/**
 * @param {HTMLFormElement} form
 * @param {{request: (start: string) => string, event: string, rescheduleUid: string, onOutcome: (outcome: Outcome) => void, onBack: () => void}} options
 * @returns {{open: (start: string) => void, focus: () => void}} `open` prepares the form for one slot, `focus` goes to the first empty field
 */
export function detailsForm(form, { request, event, rescheduleUid, onOutcome, onBack }) {
  let start = "";
  const submit = /** @type {HTMLButtonElement} */ (form.querySelector("button.accent"));
  const label = submit.textContent;

  form.querySelector("[data-back]")?.addEventListener("click", onBack);
  form.addEventListener("submit", async (submission) => {
    submission.preventDefault();
    // Not `disabled`, which would lose the keyboard focus.
    if (submit.ariaDisabled === "true") return;
    submit.ariaDisabled = "true";
    submit.textContent = "Booking…";
    const outcome = await send();
    submit.ariaDisabled = "false";
    submit.textContent = label;
    onOutcome(outcome);
  });

  /** @returns {Promise<Outcome>} */
  async function send() {
    const missing = FIELDS.filter((field) => {
      const input = form.elements.namedItem(field);
      return input instanceof HTMLInputElement && !input.validity.valid;
    });
    showErrors(Object.fromEntries(missing.map((field) => [field, ASKED_FOR[field] ?? ""])));
    if (missing.length > 0) return { kind: "refused" };

    const values = new FormData(form);
    const tracking = Object.fromEntries(TRACKED.flatMap((name) => (queryOf(name) ? [[name, queryOf(name)]] : [])));
    const body = JSON.stringify({ ...Object.fromEntries(values), metadata: queryLike("metadata[", "]"), tracking, event, start, rescheduleUid });
    try {
      const response = await fetch(request(start), { method: "POST", headers: { "content-type": "application/json" }, body });
      if (response.ok) return { kind: "booked", booking: await response.json() };
      if (response.status === 409) return { kind: "taken" };
      const { fields = {} } = await response.json();
      const problem = fields.start ?? fields.event ?? "The booking did not go through. Nothing was booked; please try again.";
      showErrors(fields, FIELDS.some((field) => fields[field]) ? "" : problem);
    } catch {
      showErrors({}, "The calendar could not be reached. Nothing was booked; please try again.");
    }
    return { kind: "refused" };
  }

  /** @param {Record<string, string>} fields @param {string} [general] */
  function showErrors(fields, general = "") {
    for (const field of FIELDS) {
      const input = form.elements.namedItem(field);
      const message = form.querySelector(`#${field}-error`);
      if (message) message.textContent = fields[field] ?? "";
      if (input instanceof HTMLElement) input.ariaInvalid = field in fields ? "true" : null;
    }
    const alert = form.querySelector("#form-error");
    if (alert) alert.textContent = general;
    const firstWrong = FIELDS.find((field) => field in fields);
    if (firstWrong) focusField(firstWrong);
  }

  /** @param {string} field */
  function focusField(field) {
    const input = form.elements.namedItem(field);
    if (input instanceof HTMLElement) input.focus();
  }

  return {
    open(slot) {
      start = slot;
      showErrors({});
    },
    focus() {
      const values = new FormData(form);
      focusField(["name", "email"].find((field) => !values.get(field)) ?? "notes");
    },
  };
}
