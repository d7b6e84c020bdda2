import { expect, test as base, type ConsoleMessage, type Page } from "playwright/test";
import { ADMIN_PASSWORD, METRICS_TOKEN, startSite, type RunningSite } from "../fixtures/running-site.ts";

interface Report {
  summary: { total: number; errors: number; phases: Record<string, { n: number; p50LoadTime: number | null }> };
  metrics: { id: string; calLoadTime?: number; iframeLoadTime?: number; totalDuration?: number; error?: string }[];
}

/** A site per worker, a clean calendar per test, and no test that passes over a complaint of the browser. */
export const test = base.extend<
  { complaints: string[]; calendar: (knobs: Record<string, unknown>) => Promise<void>; restartSite: RunningSite["restart"] },
  { site: RunningSite }
>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const site = await startSite();
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  launchOptions: [
    async ({ site }, use) => {
      await use({
        ...(process.env.CHROME_PATH && { executablePath: process.env.CHROME_PATH }),
        // A page must not jump when its scrollbar goes; without scrollbars nothing would show it.
        ignoreDefaultArgs: ["--hide-scrollbars"],
        args: [
          "--no-sandbox",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          // The build has the demo calendar's usual port in it; here it has a free one.
          `--host-resolver-rules=MAP 127.0.0.1:${site.demoPorts.built} 127.0.0.1:${site.demoPorts.real}`,
        ],
      });
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use) => use(site.origin),
  calendar: [
    async ({ site }, use) => {
      const control = `${site.demo}/__demo/knobs`;
      await use(async (knobs) => {
        const answer = await fetch(control, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(knobs) });
        if (!answer.ok) throw new Error(await answer.text());
      });
      await fetch(control, { method: "DELETE" });
    },
    { auto: true },
  ],
  /** Restarts the server behind the page. The page leaves first: what it still loads would be cut off, and it would complain. */
  restartSite: async ({ page, site }, use) => {
    await use(async (changes) => {
      await page.goto("about:blank");
      await site.restart(changes);
    });
  },
  /** Console errors, uncaught errors and policy violations. A test that causes some takes them out. */
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message: ConsoleMessage) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect, METRICS_TOKEN };

export const dialog = (page: Page) => page.locator("dialog[data-booking-dialog]");
export const heroLink = (page: Page) => page.locator('[data-booking-placement="hero"]');
export const calendarFrame = (page: Page) => page.frameLocator("[data-booking-frame] iframe");
/** The times that can be booked, in the calendar's frame. */
export const slots = (page: Page) => calendarFrame(page).getByRole("button", { name: /^\d{1,2}:\d{2}$/ });

/** What the site has kept, read as a program reads it. */
export async function readMetrics(site: RunningSite, query = ""): Promise<Report> {
  const answer = await fetch(`${site.origin}/api/cal-metrics${query}`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Report;
}

/** Signs in, or is refused; either way the page that answers has loaded. */
export async function signIn(page: Page, password = ADMIN_PASSWORD): Promise<void> {
  await page.goto("/admin/metrics");
  await page.getByLabel("Password").fill(password);
  const answered = page.waitForEvent("load");
  await page.getByRole("button", { name: "Sign in" }).click();
  await answered;
}
