import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/vercel/*.test.ts"],
    testTimeout: 60_000,
    // Builds the site twice.
    hookTimeout: 300_000,
  },
});
