import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/firefox/**/*.test.ts"],
    globalSetup: "tests/fixtures/builds/site-under-test.ts",
    // One browser at a time: on a small machine several would exceed the product's own time limits.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
