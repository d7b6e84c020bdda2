import { readFile, writeFile } from "node:fs/promises";
import type { AstroIntegration } from "astro";

/**
 * What the one function may take. `vercel.json` cannot say it: `vercel build` refuses its `functions` where
 * nothing lies in a folder named `api`, and leaves its `regions` out of what it writes.
 */
export const FUNCTION_LIMITS = {
  /** MB: twice what an hour of 200 requests a second took at most (417 MB with the store in the process: docs/soak.json). */
  memory: 1_024,
  /**
   * Seconds, until the host ends it. What takes longest ends by itself before that: a sample that three
   * requests to the store (2 s each) count, and the alerts behind it, with six more one after the other and 6 s
   * for their receiver.
   */
  maxDuration: 30,
} as const;

interface FunctionConfig {
  readonly [key: string]: unknown;
}

/** Writes the limits, and the region that vercel.json names, into the built function's own configuration. Must stand behind the adapter. */
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
