/// <reference types="vitest/config" />
import { getViteConfig } from "astro/config";

export default getViteConfig({
  test: {
    include: ["tests/{unit,endpoint,contract,content}/**/*.test.ts"],
    restoreMocks: true,
    unstubEnvs: true,
    // @vercel/kv's default export throws when it is looked at without a store configured. Bundled
    // with our code it is left alone, as in the deployed function.
    server: { deps: { inline: ["@vercel/kv"] } },
  },
});
