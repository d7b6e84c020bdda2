import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { PROVIDER_NAMES } from "../../../../src/host/analytics/provider-needs.ts";

/** The site's own code for these providers, minified, in bytes after gzip at level 9. */
async function bytesOf(...providers: readonly string[]): Promise<number> {
  const imports = providers.map((name, i) => `import p${i} from "./providers/${name}.ts";`);
  const list = providers.map((_, i) => `{ key: "${i}", load: "at-load", provider: p${i}({ id: "1" }) }`);
  const { outputFiles } = await build({
    stdin: { contents: [...imports, 'import { startAnalytics } from "./start-analytics.ts";', `startAnalytics([${list.join(", ")}]);`].join("\n"), resolveDir: join(root, "src/host/analytics/browser"), loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    define: { CONSENT: '"none"' },
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}

/** The figures in docs/reference/tests.md, in KB. */
const documented = new Map([...readFileSync(join(root, "docs/reference/tests.md"), "utf8").matchAll(/^\| `([\w-]+)` \| ([\d.]+) KB \|/gm)].map(([, name = "", kb]) => [name, Number(kb)]));

describe("the analytics code", () => {
  test.each([...PROVIDER_NAMES])("for %s is as large as the document says", async (provider) => {
    const kb = (await bytesOf(provider)) / 1_000;
    expect(Math.abs(kb - (documented.get(provider) ?? 0)), `${provider}: ${kb.toFixed(2)} KB`).toBeLessThan(0.06);
  });

  test("for all of them is below 5 KB", async () => {
    expect(await bytesOf(...PROVIDER_NAMES)).toBeLessThan(5_000);
  });
});
