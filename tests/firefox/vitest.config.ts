import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/firefox/**/*.test.ts"],
    // The product gives up on a calendar after seconds, which a browser beside others on a small machine can take.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
