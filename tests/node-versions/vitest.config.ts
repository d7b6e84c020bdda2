import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/node-versions/*.test.ts"],
    // Each installs all packages and builds the site.
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
});
