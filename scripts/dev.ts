/** npm run dev: starts Astro's development server, with the demo calendar if no calendar is set. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { calSettings } from "../src/booking/cal-settings.ts";
import { listeningHost, sitePort } from "../src/host/settings/listening.ts";
import { adminPassword, howToSignIn } from "./serve/admin-password.ts";
import { dataFolder } from "./serve/data-folder.ts";
import { startDemoCal } from "./demo-cal/server.ts";
import { loadSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  loadSettings("npm run dev");
  const port = sitePort(process.env);
  const host = listeningHost(process.env);
  const password = await adminPassword(await dataFolder());
  const cal = calSettings(process.env);
  if (cal.isDemo) {
    await startDemoCal({ port: Number(new URL(cal.origin).port) });
    console.log(`Demo calendar on ${cal.origin}. To use your own: PUBLIC_CAL_LINK="you/30min" npm run dev`);
  }
  console.log(`Admin: ${howToSignIn(password)}`);

  const astro = join(root, "node_modules", "astro", "bin", "astro.mjs");
  const child = spawn(process.execPath, [astro, "dev", "--port", String(port), "--host", host], {
    cwd: root,
    // Overrides NODE_ENV: React's production code has no error messages and no Fast Refresh.
    env: { ...process.env, NODE_ENV: "development", ...(password.value !== undefined && { ADMIN_PASSWORD: password.value }), ASTRO_TELEMETRY_DISABLED: "1" },
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 0));
});
