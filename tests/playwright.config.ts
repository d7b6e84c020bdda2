import { defineConfig } from "playwright/test";
import { findBrowser } from "../scripts/machine/programs.ts";
import { root } from "../scripts/settings.ts";

process.env.CHROME_PATH ??= findBrowser();

export default defineConfig<object, { siteRoot: string }>({
  outputDir: "./.results/playwright",
  globalSetup: "./fixtures/builds/site-under-test.ts",
  projects: [
    // The engine, on the fixture's content.
    { name: "engine", testDir: "./e2e" },
    // The pages of the project's own content, whatever it is.
    { name: "site", testDir: "./site", use: { siteRoot: root } },
  ],
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
});
