import type { Browser, Frame } from "playwright";
import { newVisitor } from "./browser.ts";
import { clickCold } from "./gestures.ts";
import { CAL } from "./hosts.ts";
import { PAGES } from "./pages.ts";
import { LIMIT_MS, within } from "./time-limit.ts";
import type { CpuRate } from "./plan.ts";
import { NETWORKS } from "./wire/networks.ts";
import type { Wire } from "./wire/wire.ts";

/** ms that the same loop takes in each place; the slow CPU must affect all of them. */
export interface CpuCheck {
  page: number;
  frame: number;
  bookingPage: number;
}

/** Measures whether the throttle reaches the calendar's frame and the page behind a plain link. */
export async function checkCpu(browser: Browser, wire: Wire, cpu: CpuRate): Promise<CpuCheck> {
  const visitor = await newVisitor(browser, wire, { network: NETWORKS.fast, cpu, isPhone: false });
  try {
    const { page } = visitor;
    await page.goto(PAGES.elementClick);
    await clickCold(page);
    await within(LIMIT_MS, "Cal's frame", page.evaluate(() => window.bench.opening()));
    const frame = page.frames().find((one) => one.url().startsWith(CAL));
    if (!frame) throw new Error("Cal's frame is missing.");
    const times = { page: await loopTime(page.mainFrame()), frame: await loopTime(frame) };
    await page.goto(`${CAL}/studio/30min`);
    return { ...times, bookingPage: await loopTime(page.mainFrame()) };
  } finally {
    await visitor.leave();
  }
}

/** The shortest of several times: other programs only make it longer. */
async function loopTime(frame: Frame): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 4; round++) {
    times.push(
      await frame.evaluate(() => {
        const start = performance.now();
        let sum = 0;
        for (let index = 0; index < 10_000_000; index++) sum = (sum * 31 + index) | 0;
        return performance.now() - start + (sum === 0.5 ? 1 : 0);
      }),
    );
  }
  return Math.min(...times);
}
