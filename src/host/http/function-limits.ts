import { readFile, writeFile } from "node:fs/promises";
import type { AstroIntegration } from "astro";

/**
 * The limits of the only function. They cannot be set in `vercel.json`: `vercel build` refuses its `functions`
 * without files in a folder named `api`, and leaves its `regions` out of its output.
 */
export const FUNCTION_LIMITS = {
  /** MB: twice the maximum of an hour with 200 requests a second (417 MB with the store in the process: docs/soak.json). */
  memory: 1_024,
  /**
   * Seconds until the host stops it. The longest work finishes earlier: the request for free times, which goes on behind
   * the answer for 50 s, with two requests to the store. A sample takes 24 s at most: three requests to the store (2 s
   * each), followed by the alerts with six more consecutive requests and 6 s for their receiver.
   */
  maxDuration: 60,
} as const;

interface FunctionConfig {
  readonly [key: string]: unknown;
}

/** Writes the limits, and the region from vercel.json, into the built function's configuration. Must come after the adapter. */
export function functionLimits(): AstroIntegration {
  let root: URL;
  return {
    name: "readyslot:function-limits",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:build:done": async () => {
        const file = new URL(".vercel/output/functions/_render.func/.vc-config.json", root);
        const { regions } = await readJson<{ regions?: readonly string[] }>(new URL("vercel.json", root));
        const config = await readJson<FunctionConfig>(file);
        await writeFile(file, JSON.stringify({ ...config, ...FUNCTION_LIMITS, ...(regions && { regions }) }, null, 2));
      },
    },
  };
}

async function readJson<T>(file: URL): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}
