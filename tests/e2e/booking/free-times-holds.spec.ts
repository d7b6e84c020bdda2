/**
 * Cal's form holds its time for the visitor for five minutes, and Cal's API then leaves the time out, for this visitor,
 * too (knob `formHolds`). To the visitor it is a free time all the same.
 */
import type { Page } from "playwright/test";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { addOtherEvent, calendarElement, dialog, expect, test } from "../fixtures.ts";
import { answerWith, change, expectForm, expectList, nameField, shownSlots, times, truth } from "./list-of-times.ts";

test.use({ variant: "instant" });
test.beforeEach(({ calendar }) => calendar({ formHolds: "yes" }));

/** Another event than other tests look at: the server keeps its answers for a while. */
async function openList(page: Page): Promise<void> {
  await page.goto("/");
  await (await addOtherEvent(page)).click();
  await expectList(page);
}

const held = async (site: RunningSite, slot: string) => !(await truth(site, 14, "15min")).includes(slot);

test("a time whose form was prepared can be picked, picked again, and stays in the list", async ({ page, site }) => {
  await openList(page);
  const free = await truth(site, 14, "15min");
  const [first = "", second = ""] = (await shownSlots(page)).filter((slot) => free.includes(slot)).slice(-2);
  const time = (slot: string) => page.locator(`[data-booking-times] [data-slot="${slot}"]`);
  await time(first).hover();
  await expect.poll(() => held(site, first)).toBe(true);
  await time(first).click();
  await expectForm(page);
  await change(page).click();
  await expectList(page);
  await time(second).click();
  await expectForm(page);
  await expect.poll(() => held(site, second)).toBe(true);
  await change(page).click();
  await time(first).click();
  await expectForm(page);
  await change(page).click();

  // A refresh of what Cal answers now: without both.
  await answerWith(page, (await truth(site, 14, "15min")).map((slot) => Date.parse(slot)), { event: "studio/15min" });
  const answered = page.waitForResponse(/\/api\/slots\?event=/);
  await page.evaluate(() => {
    const { now } = performance;
    performance.now = () => now.call(performance) + 11_000;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await (await answered).finished();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(await shownSlots(page)).toEqual(expect.arrayContaining([first, second]));
  await expect(page.locator("[data-booking-gone]")).toHaveText("");
});

test("a form that the visitor has not begun to fill in is given up with the dialog, and its time with it; a half-filled one is not", { tag: "@full" }, async ({ page, site }) => {
  await openList(page);
  const free = await truth(site, 14, "15min");
  const slot = (await shownSlots(page)).findLast((one) => free.includes(one));
  await page.locator(`[data-booking-times] [data-slot="${slot}"]`).click();
  await expectForm(page);
  await page.locator("[data-booking-close]").click();
  await expect(calendarElement(page)).toHaveCount(0);
  await page.locator('[data-booking-placement="other"]').click();
  await expectList(page);
  await times(page).last().click();
  await expectForm(page);
  await nameField(page).fill("Ada");
  await page.locator("[data-booking-close]").click();
  await expect(dialog(page)).not.toHaveAttribute("open");
  await page.locator('[data-booking-placement="other"]').click();
  await expectForm(page);
  await expect(nameField(page)).toHaveValue("Ada");
});
