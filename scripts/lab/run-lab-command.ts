import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { forgetSettings, root, runScript } from "../settings.ts";

/** A measurement that is started by hand or at night: options, a run, a report and a file of results. */
export interface LabCommand<Options extends { save: boolean }, Results> {
  /** Names the file: "bench-admin" is docs/bench-admin.json with --save, tests/.results/bench-admin.json without. */
  name: string;
  usage: string;
  parseOptions(args: readonly string[]): Options;
  /** `log` prints a line about the progress. */
  run(options: Options, log: (text: string) => void): Promise<Results>;
  reportText(results: Results): string;
  /** Files beside the results, by their ending. */
  otherFiles?(results: Results): Record<string, string | undefined>;
  /** Without it, a finished run exits with 0. */
  isMet?(results: Results): boolean;
}

/** Runs it with the arguments of this process, and ends the process: with 1 if something is not met. */
export function runLabCommand<Options extends { save: boolean }, Results>(command: LabCommand<Options, Results>): Promise<void> {
  return runScript(async () => {
    const args = process.argv.slice(2);
    if (args.includes("--help")) return console.log(command.usage);
    const options = command.parseOptions(args);
    // The run is about this code, not about the store, the calendar or the alerts of the developer who starts it.
    forgetSettings();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

    const results = await command.run(options, console.log);
    console.log(`\n${command.reportText(results)}\n`);
    const folder = options.save ? "docs" : join("tests", ".results");
    await mkdir(join(root, folder), { recursive: true });
    for (const [ending, content] of Object.entries({ json: `${JSON.stringify(results, null, 1)}\n`, ...command.otherFiles?.(results) })) {
      if (content === undefined) continue;
      const file = join(folder, `${command.name}.${ending}`);
      await writeFile(join(root, file), content);
      console.log(`Written: ${file}`);
    }
    // Connections to stores and sites may still be open.
    process.exit(command.isMet?.(results) === false ? 1 : 0);
  });
}
