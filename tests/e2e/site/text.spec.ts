import { bookingLink, calendarElement, dialog, expect, expectTimes, readMetrics, test } from "../fixtures.ts";

test.describe("a link to the calendar in a page's text", () => {
  test("is a button in its own paragraph and a link in a sentence; each opens its own event in the same dialog", async ({ page, site }) => {
    await page.goto("/contact");
    const button = page.getByRole("link", { name: "Book Free Audit" }).and(bookingLink(page, "text-1"));
    const inSentence = page.getByRole("link", { name: "a short call", exact: true });
    await expect(button).toHaveClass("button");
    await expect(inSentence).not.toHaveClass(/button/);
    await expect(dialog(page)).toHaveCount(1);

    await button.click();
    await expectTimes(page);
    await expect(calendarElement(page)).toHaveAttribute("src", /\/studio\/30min\/embed\?/);
    await page.locator("[data-booking-close]").click();

    const placement = await inSentence.getAttribute("data-booking-placement");
    await inSentence.click();
    await expectTimes(page);
    await expect(calendarElement(page)).toHaveAttribute("src", /\/studio\/15min\/embed\?/);
    await expect(calendarElement(page)).toHaveCount(1);
    // The newest two: other tests open calendars on this page, too.
    await expect
      .poll(async () => (await readMetrics(site)).metrics.filter((sample) => sample.page === "/contact").slice(0, 2).map(({ id, placement: place }) => `${id} ${place}`))
      .toEqual([`15min ${placement}`, "30min text-1"]);
  });

  test("leads to the booking page without JavaScript of the site", async ({ browser, baseURL, site }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    const page = await context.newPage();
    await page.goto("/contact");
    await page.getByRole("link", { name: "a short call", exact: true }).click();
    await expect(page).toHaveURL(`http://127.0.0.1:${site.demoPorts.built}/studio/15min`);
    await context.close();
  });
});

test("a picture in a text is loaded when it is near the view, as AVIF in a fitting size, with reserved space", async ({ page }) => {
  const pictures: string[] = [];
  page.on("response", (answer) => {
    if (answer.request().resourceType() === "image") pictures.push(`${answer.headers()["content-type"]} ${new URL(answer.url()).pathname}`);
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/posts/what-a-page-waits-for", { waitUntil: "networkidle" });
  expect(pictures.filter((one) => one.includes("waterfall-after"))).toEqual([]);

  const picture = page.locator("figure img");
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.push(shift.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeTruthy();
  expect(pictures.filter((one) => one.includes("waterfall-after"))).toEqual([expect.stringMatching(/^image\/avif /)]);
  const shown = await picture.evaluate((image: HTMLImageElement) => ({ file: image.currentSrc, widths: image.parentElement?.querySelector("source")?.srcset }));
  const width = new RegExp(`${new URL(shown.file).pathname} (\\d+)w`).exec(shown.widths ?? "")?.[1];
  expect(width).toBe("400");
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});
