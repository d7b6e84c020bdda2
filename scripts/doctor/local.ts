import { found, type Finding } from "./findings.ts";
import { buildFindings } from "./build.ts";
import { calFindings } from "./cal.ts";
import { channelFindings } from "./channels.ts";
import { eventFindings } from "./events.ts";
import { kvFindings } from "./kv.ts";
import { nodeFinding } from "./node.ts";
import type { Setup } from "./setup.ts";
import { settingFindings } from "./settings.ts";

/** Runs all checks of a local setup in parallel, each with a time limit. */
export async function examine(setup: Setup): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    found("Node", async () => nodeFinding(setup)),
    found("Settings", async () => settingFindings(setup)),
    found("Build", () => buildFindings(setup)),
    found("Store", () => kvFindings(setup)),
    found("Cal", () => calFindings(setup)),
    found("Other events", () => eventFindings(setup)),
    found("Alerts", () => channelFindings(setup)),
  ]);
  return findings.flat();
}
