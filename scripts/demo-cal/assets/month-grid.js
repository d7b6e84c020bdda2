// @ts-check
import { dateOf, dayName } from "./date-text.js";

/** The month on the page: 42 buttons that the server drew and that are relabelled, never replaced. */

/**
 * @typedef {object} MonthGrid
 * @property {(month: string) => void} show relabels the days; all of them are unavailable until `fill`
 * @property {(days: import("./booker.js").SlotsByDay) => void} fill
 * @property {(date: string) => void} select marks a day, "YYYY-MM-DD"
 */

/**
 * @param {Element} section
 * @param {{today: string, onSelect: (date: string) => void}} options
 * @returns {MonthGrid}
 */
export function monthGrid(section, { today, onSelect }) {
  const buttons = [...section.querySelectorAll("td button")].filter((button) => button instanceof HTMLButtonElement);
  const heading = section.querySelector("h2");

  for (const [index, button] of buttons.entries()) {
    button.addEventListener("click", () => onSelect(button.dataset.date ?? ""));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      if (!step) return;
      event.preventDefault();
      nextFree(buttons, index, step)?.focus();
    });
  }

  return {
    show(month) {
      const first = dateOf(`${month}-01`);
      const blanks = (first.getUTCDay() + 6) % 7;
      for (const [index, button] of buttons.entries()) {
        const at = new Date(first.getTime() + (index - blanks) * 86_400_000);
        const date = at.toISOString().slice(0, 10);
        const isInMonth = date.startsWith(month);
        button.textContent = isInMonth ? String(at.getUTCDate()) : "";
        button.dataset.date = isInMonth ? date : "";
        button.disabled = true;
        button.removeAttribute("aria-label");
        button.setAttribute("aria-pressed", "false");
        if (date === today && isInMonth) button.setAttribute("aria-current", "date");
        else button.removeAttribute("aria-current");
      }
      if (heading) heading.textContent = first.toLocaleDateString("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
    },
    fill(days) {
      for (const button of buttons) {
        const date = button.dataset.date ?? "";
        const count = days[date]?.length ?? 0;
        button.disabled = count === 0;
        if (count > 0) button.setAttribute("aria-label", `${dayName(date)}, ${count} ${count === 1 ? "time" : "times"} free`);
      }
    },
    select(date) {
      for (const button of buttons) button.setAttribute("aria-pressed", String(date !== "" && button.dataset.date === date));
    },
  };
}

/** @param {HTMLButtonElement[]} buttons @param {number} from @param {number} step */
function nextFree(buttons, from, step) {
  for (let index = from + step; index >= 0 && index < buttons.length; index += step) {
    if (buttons[index]?.disabled === false) return buttons[index];
  }
  return undefined;
}
