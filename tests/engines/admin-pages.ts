import { describe, expect } from "vitest";
import { ADMIN_PASSWORD, type RunningSite } from "../fixtures/site/running-site.ts";
import type { Visit } from "./engine.ts";
import type { EngineTest } from "./fixtures.ts";
import { HERO, isReady } from "./sights.ts";
import { ENTER } from "./view.ts";

/** Signing in, the statistics and a measurement run. */
export function adminPages(test: EngineTest): void {
  describe("the admin's pages", () => {
    test("a wrong password is refused with a message; the right one shows the opening that was just made", async ({ visit, page, site, samples }) => {
      const ready = async () => (await samples()).filter(({ outcome }) => outcome === "ready").length;
      const before = await ready();
      await page.click(HERO);
      await isReady(page);
      await expect.poll(ready, { timeout: 15_000 }).toBeGreaterThan(before);

      await visit.open(`${site.origin}/admin/metrics`);
      await page.click("[name=password]");
      await page.press(`wrong${ENTER}`);
      await page.shown("[role=alert]", /^Wrong password\./);
      // The answer to a wrong password is a 401.
      visit.complaints.length = 0;
      await page.click("[name=password]");
      await page.press(ADMIN_PASSWORD + ENTER);
      await page.until("the statistics", () => location.pathname === "/admin/metrics" && document.readyState === "complete");
      await page.click("#newest summary");
      // Not `shown`: the table's own scrollbar lies over its last row.
      await page.until(
        "a row for each opening",
        (openings) => [...document.querySelectorAll("tbody tr")].filter((row) => /Ready[\s\S]*30min/.test(row.textContent) && row.checkVisibility()).length >= openings,
        before + 1,
      );
    });

    test("a measurement run opens the calendar cold and again, and shows its times", async ({ visit, page, site }) => {
      await signIn(visit, site);
      await visit.open(`${site.origin}/measure?cold=2&reopened=1`);
      await page.click("button", /^Measure$/);
      await expect.poll(() => page.read(() => document.querySelector("[data-run-progress]")?.textContent).catch(() => ""), { timeout: 60_000 }).toBe("Finished: 3 openings.");
      const totals = await page.read(() => {
        const table = [...document.querySelectorAll("table")].at(-1);
        const column = [...(table?.querySelectorAll("thead th") ?? [])].findIndex(({ textContent }) => textContent.trim() === "Click → ready");
        return [...(table?.querySelectorAll("tbody tr") ?? [])].map(({ children }) => children[column]?.textContent?.trim());
      });
      expect(totals).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^[\d,]+ ms$/)));
    });
  });
}

async function signIn(visit: Visit, site: RunningSite): Promise<void> {
  await visit.open(`${site.origin}/admin/sign-in`);
  await visit.page.click("[name=password]");
  await visit.page.press(ADMIN_PASSWORD + ENTER);
  await visit.page.until("the statistics", () => location.pathname === "/admin/metrics" && document.readyState === "complete");
}
