import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/observatory/*.test.ts"],
    testTimeout: 60_000,
    // Installs the Observatory and builds the site.
    hookTimeout: 300_000,
  },
});
