/** Reads the admin page as a person does: by its regions and the texts of their tables. */
import type { Locator, Page } from "playwright/test";
import { becomeAdmin } from "../fixtures.ts";

export async function openMetrics(page: Page, origin: string, search = ""): Promise<void> {
  await becomeAdmin(page, origin);
  await page.goto(`${origin}/admin/metrics${search}`);
}

export const section = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });

/** The texts of a table's rows, cells joined by " | ". Waits for the whole page: a click only waits until its first bytes have come. */
export async function rows(page: Page, name: string): Promise<string[]> {
  await page.waitForLoadState();
  return section(page, name).locator("tbody tr").evaluateAll((found) =>
    found.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim()).join(" | ").replaceAll("|  |", "| |").trim()));
}

/** Opens a section that folds, if it is not open. */
export async function unfold(page: Page, name: string): Promise<void> {
  const details = section(page, name).locator("details").first();
  if ((await details.getAttribute("open")) === null && (await details.locator("summary").first().isVisible())) await details.locator("summary").first().click();
}

/** Opens every fold of the page, also those inside others. */
export async function unfoldAll(page: Page): Promise<void> {
  await page.locator("details").evaluateAll((all) => {
    for (const details of all) {
      // Menus of one name close each other.
      details.removeAttribute("name");
      details.setAttribute("open", "");
    }
  });
}
