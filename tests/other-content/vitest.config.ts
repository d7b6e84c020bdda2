import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/other-content/*.test.ts"],
    // Runs all fast unit tests, builds a site and visits its pages.
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
  },
});
