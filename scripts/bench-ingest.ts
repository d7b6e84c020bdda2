/** npm run bench:ingest: measures what it costs to accept and to read samples, through the deployed function, over both engines. */
import { parseOptions, USAGE } from "../tests/lab/bench-ingest/options.ts";
import { reportText } from "../tests/lab/bench-ingest/report.ts";
import { runIngestBench } from "../tests/lab/bench-ingest/run.ts";
import { runLabCommand } from "./lab/run-lab-command.ts";
import { findRedis } from "./machine/programs.ts";

await runLabCommand({
  name: "bench-ingest",
  usage: USAGE,
  parseOptions,
  async run(options, log) {
    if (options.engines.includes("redis")) findRedis();
    return runIngestBench(options, log);
  },
  reportText,
});
