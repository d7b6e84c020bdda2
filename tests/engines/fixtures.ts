import { expect, test as base } from "vitest";
import { METRICS_TOKEN, startSite, type RunningSite } from "../fixtures/site/running-site.ts";
import type { Engine, Visit } from "./engine.ts";
import { startProxy, type Proxy } from "./proxy.ts";
import type { View } from "./view.ts";

export type StartEngine = (proxy: Proxy) => Promise<Engine>;

interface Fixtures {
  /** The site and the demo calendar, shared by all tests of a file. */
  site: RunningSite;
  proxy: Proxy;
  engine: Engine;
  /** What every visitor gets. Most tests are about the calendar. */
  variant: "instant" | "optimized";
  /** A new visitor who has opened the home page. */
  visit: Visit;
  page: View;
  /** Sets knobs of the demo calendar for all visitors, until the test ends. Without knobs it resets them. */
  calendar: (knobs?: Record<string, unknown>) => Promise<void>;
  /** The stored samples, newest first. */
  samples: () => Promise<Sample[]>;
}

interface Sample {
  id: string;
  outcome?: string;
  errorClass?: string;
}

export type EngineTest = ReturnType<typeof testIn>;

/**
 * vitest's `test` with a browser. A test fails if the browser logs complaints; the test removes those that it expects.
 *
 * @param serve starts the site, which may be another build.
 */
export function testIn(start: StartEngine, serve: () => Promise<RunningSite> = startSite) {
  return base.extend<Fixtures>({
    site: [
      // oxlint-disable-next-line no-empty-pattern -- vitest reads a fixture's needs off this pattern.
      async ({}, use) => {
        const site = await serve();
        // The site caches embed.js at the first request, which must not be in a test with a broken calendar.
        await fetch(`${site.origin}/api/cal-embed.js`);
        await use(site);
        await site.close();
      },
      { scope: "file" },
    ],
    proxy: [
      async ({ site }, use) => {
        const proxy = await startProxy({ [site.demoPorts.built]: site.demoPorts.real });
        await use(proxy);
        await proxy.close();
      },
      { scope: "file" },
    ],
    engine: [
      async ({ proxy }, use) => {
        const engine = await start(proxy);
        await use(engine);
        await engine.close();
      },
      { scope: "file" },
    ],
    variant: "optimized",
    visit: async ({ site, engine, proxy, variant }, use) => {
      proxy.share(variant === "instant" ? "100 100" : "0 100");
      const visit = await engine.visit(`${site.origin}/`);
      await use(visit);
      proxy.reset();
      expect(visit.complaints).toEqual([]);
    },
    page: async ({ visit }, use) => use(visit.page),
    calendar: async ({ site }, use) => {
      const control = `${site.demo}/__demo/knobs`;
      const set = async (knobs?: Record<string, unknown>) => {
        const answer = await fetch(control, knobs ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(knobs) } : { method: "DELETE" });
        if (!answer.ok) throw new Error(await answer.text());
      };
      await use(set);
      await set();
    },
    samples: async ({ site }, use) =>
      use(async () => {
        const answer = await fetch(`${site.origin}/api/cal-metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
        return ((await answer.json()) as { metrics: Sample[] }).metrics;
      }),
  });
}
