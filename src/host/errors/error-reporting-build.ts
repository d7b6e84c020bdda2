/**
 * What @sentry/astro is made to do at build time: source maps for Sentry, where a token for it is set,
 * and its client without its build tools in the function. Nothing of it is put into a page.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import type { Plugin } from "vite";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Tells pages whether errors are reported (`ERROR_REPORTING`, with SENTRY_DSN) and, with
 * SENTRY_AUTH_TOKEN, uploads the build's source maps under its release and takes them out of it.
 */
export function errorReporting(env: Env, release: string): AstroIntegration {
  const upload = env.SENTRY_AUTH_TOKEN ? uploadOfSourceMaps(env, release) : undefined;
  let root: URL;
  return {
    name: "readyslot:error-reporting",
    hooks: {
      "astro:config:setup": async (setup) => {
        ({ root } = setup.config);
        setup.updateConfig({ vite: { define: { ERROR_REPORTING: JSON.stringify(Boolean(env.SENTRY_DSN?.trim())) } } });
        // In development its packages are loaded as they are.
        if (setup.command !== "build") return;
        setup.updateConfig({ vite: bundledSentry() });
        await upload?.(setup);
      },
      // Before the adapter copies what is served. Also of an upload that failed: that is a line in the build's log.
      "astro:build:generated": async () => {
        if (upload) await Promise.all(["dist", ".vercel/output"].map((folder) => removeSourceMaps(fileURLToPath(new URL(folder, root)))));
      },
    },
  };
}

/**
 * The packages as a part of the function's own files, so that what is not used is left out: 0.2 MB and
 * 7 ms to load instead of 34 MB and 390 ms.
 */
function bundledSentry() {
  return {
    define: { __SENTRY_DEBUG__: "false", __SENTRY_TRACING__: "false" },
    ssr: { noExternal: [/^@sentry\//, /^@opentelemetry\//, "import-in-the-middle", "require-in-the-middle"] },
    plugins: [withoutBuildTools()],
  };
}

/** The server entry of @sentry/astro imports them for its integration, and does not say that nothing else needs them. */
function withoutBuildTools(): Plugin {
  return {
    name: "readyslot:without-sentrys-build-tools",
    applyToEnvironment: ({ name }) => name !== "client",
    resolveId: (id) => (id === "@sentry/vite-plugin" ? { id, external: true, moduleSideEffects: false } : undefined),
  };
}

type Setup = Parameters<NonNullable<AstroIntegration["hooks"]["astro:config:setup"]>>[0];

/** The setup of @sentry/astro's own integration, with nobody to take the scripts and the middleware that it would add to the site. */
function uploadOfSourceMaps(env: Env, release: string): (setup: Setup) => Promise<void> {
  return async (setup) => {
    const { default: sentry } = await import("@sentry/astro");
    const { SENTRY_AUTH_TOKEN, SENTRY_ORG, SENTRY_PROJECT, SENTRY_URL } = env;
    const integration = sentry({
      ...(SENTRY_AUTH_TOKEN && { authToken: SENTRY_AUTH_TOKEN }),
      ...(SENTRY_ORG && { org: SENTRY_ORG }),
      ...(SENTRY_PROJECT && { project: SENTRY_PROJECT }),
      ...(SENTRY_URL && { sentryUrl: SENTRY_URL }),
      telemetry: false,
      // They go with all others below, which none must outlive.
      sourcemaps: { filesToDeleteAfterUpload: [] },
      unstable_sentryVitePluginOptions: { release: { name: release, inject: false, setCommits: false } },
    });
    await integration.hooks["astro:config:setup"]?.({ ...setup, injectScript() {}, addMiddleware() {} });
  };
}

async function removeSourceMaps(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  await Promise.all(files.filter((file) => file.endsWith(".map")).map((file) => rm(join(folder, file))));
}
