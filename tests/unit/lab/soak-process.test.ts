import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { SiteVitals } from "../../lab/served-site/bench-site.ts";
import { growthOf } from "../../lab/soak/growth.ts";
import { untilQuiet } from "../../lab/soak/watch.ts";

let child: ChildProcess;
afterEach(() => void child.kill());

/** A process that leaks something, or nothing, with each measurement. */
function startProcess(leak: "memory" | "descriptors" | "handles" | "nothing") {
  child = fork(join(import.meta.dirname, "..", "..", "fixtures", "leaking-process.ts"), [leak], { execArgv: ["--expose-gc"] });
  return {
    pid: child.pid ?? 0,
    async vitals() {
      child.send("vitals");
      return ((await once(child, "message")) as [SiteVitals])[0];
    },
  };
}

/** As many measurements as in a soak, each after a hundred new objects. */
async function growthIn(leak: "memory" | "nothing"): Promise<number> {
  const site = startProcess(leak);
  const looks = [];
  for (let n = 0; n < 36; n++) looks.push({ ms: n * 1_000, bytes: (await site.vitals()).heap });
  return growthOf(looks);
}

describe("a process", () => {
  test("with a memory leak grows", async () => {
    // 17 times a hundred texts of 1.1 KB.
    expect(await growthIn("memory")).toBeGreaterThan(1_500_000);
  });

  test("without a leak does not grow", async () => {
    expect(await growthIn("nothing")).toBeLessThan(100_000);
  });

  test.runIf(process.platform === "linux")("that leaves a file open has one descriptor more", async () => {
    const site = startProcess("descriptors");
    const before = await untilQuiet(site);
    const after = await untilQuiet(site);
    expect(after.descriptors).toBe(before.descriptors + 1);
  });

  test.runIf(process.platform === "linux")("that leaves a server open has one handle more", async () => {
    const site = startProcess("handles");
    const [before, after] = [await untilQuiet(site), await untilQuiet(site)];
    const servers = (quiet: typeof before) => quiet.handles.filter((kind) => kind === "TCPServerWrap").length;
    expect(servers(after)).toBe(servers(before) + 1);
  });
});
