import { found, type Finding } from "./findings.ts";
import { buildFindings } from "./build.ts";
import { calFindings } from "./cal.ts";
import { channelFindings } from "./channels.ts";
import { eventFindings } from "./events.ts";
import { kvFindings } from "./kv.ts";
import { nodeFinding } from "./node.ts";
import type { Patient } from "./patient.ts";
import { settingFindings } from "./settings.ts";

/** Everything that can be told of a set-up from where it is built: side by side, each within its limit in time. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    found("Node", async () => nodeFinding(patient)),
    found("Settings", async () => settingFindings(patient)),
    found("Build", () => buildFindings(patient)),
    found("Store", () => kvFindings(patient)),
    found("Cal", () => calFindings(patient)),
    found("Other events", () => eventFindings(patient)),
    found("Alerts", () => channelFindings(patient)),
  ]);
  return findings.flat();
}
