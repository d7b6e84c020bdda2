/** npm run bench: measures what a click costs, ours beside the usual ways, in a real browser over real latency and bandwidth. */
import { chartSvg } from "../tests/lab/bench/chart.ts";
import { parseOptions, USAGE } from "../tests/lab/bench/options.ts";
import { reportText } from "../tests/lab/bench/report.ts";
import { runBench } from "../tests/lab/bench/run.ts";
import { runLabCommand } from "./lab/run-lab-command.ts";
import { findBrowser } from "./machine/programs.ts";

await runLabCommand({
  name: "bench",
  usage: USAGE,
  parseOptions,
  run: (options, log) => runBench(findBrowser(), options, log),
  reportText,
  otherFiles: (results) => ({ svg: chartSvg(results) }),
});
