import { defineConfig } from "playwright/test";
import { findBrowser } from "../scripts/machine/programs.ts";

process.env.CHROME_PATH ??= findBrowser();

export default defineConfig({
  testDir: "./e2e",
  outputDir: "./.results/playwright",
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
});
