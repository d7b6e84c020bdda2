/** npm run soak: sends an hour of mixed good and bad traffic to the deployed output, and checks what must hold during and after it. Exits with 1 if a check fails. */
import { runLabCommand } from "./lab/run-lab-command.ts";
import { parseOptions, USAGE } from "../tests/lab/soak/options.ts";
import { reportText } from "../tests/lab/soak/report.ts";
import { runSoak } from "../tests/lab/soak/run.ts";
import { buildWhenStale } from "./build/build-site.ts";
import { canSoak, NO_SOAK } from "./machine/programs.ts";

await runLabCommand({
  name: "soak",
  usage: USAGE,
  parseOptions,
  async run(options, log) {
    if (!canSoak()) throw new Error(`The soak cannot run on this machine. ${NO_SOAK}`);
    await buildWhenStale();
    return runSoak(options, log);
  },
  reportText,
  isMet: ({ checks }) => checks.every(({ isMet }) => isMet),
});
