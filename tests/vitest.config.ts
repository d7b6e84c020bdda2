/// <reference types="vitest/config" />
import { getViteConfig } from "astro/config";

export default getViteConfig({
  test: {
    include: ["tests/{unit,endpoint,contract,content}/**/*.test.ts"],
    tags: [{ name: "full", description: "Takes long; runs with npm run test:all only." }],
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
  },
});
