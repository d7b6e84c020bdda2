import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { test as onSite } from "../fixtures.ts";
import { standIns, type Providers } from "./stand-ins.ts";

/** Tests on a copy of the site that is built with this configuration, with the providers' stand-ins. A build takes a minute. */
export function testOn(config: string, env: Record<string, string> = {}) {
  return onSite.extend<{ providers: Providers }, { output: string }>({
    output: [
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
      async ({}, use) => {
        const copy = await copyProject();
        await writeFile(join(copy.root, "src/site.config.ts"), `import { defineSite } from "./site/config/site-config.ts";\n\nexport default defineSite(${config});\n`);
        await buildIn(copy.root, env);
        await use(copy.root);
        await copy.remove();
      },
      { scope: "worker", timeout: 300_000 },
    ],
    site: [
      async ({ output }, use) => {
        const site = await startSite({ TEST_SITE_ROOT: output });
        await fetch(`${site.origin}/api/cal-embed.js`);
        await use(site);
        await site.close();
      },
      { scope: "worker", timeout: 300_000 },
    ],
    providers: [async ({ context }, use) => use(await standIns(context)), { auto: true }],
  });
}

/** Waits until the page requests nothing more, 2 s at most: Playwright does not see the end of every `keepalive` request that a route answers. */
export async function quiet(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => {});
}
