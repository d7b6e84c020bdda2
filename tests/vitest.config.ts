/// <reference types="vitest/config" />
import { join } from "node:path";
import { getViteConfig } from "astro/config";
import { freeTimesOf } from "../src/booking/cal-api.ts";
import { calSettings } from "../src/booking/cal-settings.ts";
import { brandTokens } from "../src/site/brand/brand-tokens.ts";
import { ownValuesOf } from "../src/site/own-values.ts";
import { FIXTURE } from "./fixtures/builds/project-copy.ts";
import fixture from "./fixtures/studio/src/site.config.ts";

/**
 * These files share processes, because a process for each would take half a second per file. They test functions without
 * state, or with state that belongs to a store, a server or a folder of the test. A test that replaces modules or changes
 * the working directory is named "….alone.test.ts".
 */
const SHARED = ["tests/unit/{booking/browser,content-check,engines,host,metrics,site}/**/!(*.alone).test.ts", "tests/content/**/!(*.alone).test.ts"];

const cal = calSettings({});
const { links, ...ownValues } = ownValuesOf(join(FIXTURE, "src", "content"), cal);
const { colors, font: _, ...brand } = fixture.brand;

export default getViteConfig({
  // The values that a build takes from the content and the configuration: the fixture's, not those of the project's own site.
  define: {
    SITE_LANGUAGE: '"en-GB"',
    SITE_NAME: '"Lapwing"',
    OWN_VALUES: JSON.stringify(ownValues),
    FREE_TIMES: JSON.stringify(freeTimesOf({}, cal, links)),
    BRAND: JSON.stringify({ ...brand, tokens: brandTokens(colors), fonts: [] }).replaceAll('"src/', '"tests/fixtures/studio/src/'),
  },
  test: {
    env: { CONTENT_ROOT: FIXTURE },
    tags: [
      { name: "full", description: "Takes long; runs with npm run test:all only." },
      { name: "posix", description: "Needs signals, a POSIX shell, file permissions or Redis; left out on Windows." },
    ],
    setupFiles: process.platform === "win32" ? ["tests/fixtures/windows-folders.ts"] : [],
    // One for each core: by default vitest leaves one idle.
    maxWorkers: "100%",
    restoreMocks: true,
    unstubEnvs: true,
    // Against what hangs, and not a measure of speed: many tests start processes, and machines are shared.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // @vercel/kv's default export throws when it is looked at without a store configured. Bundled
    // with our code it is left alone, as in the deployed function.
    server: { deps: { inline: ["@vercel/kv"] } },
    projects: [
      { extends: true, test: { name: "shared", include: SHARED, isolate: false } },
      { extends: true, test: { name: "alone", include: ["tests/{unit,endpoint,contract,content}/**/*.test.ts"], exclude: SHARED } },
    ],
  },
});
