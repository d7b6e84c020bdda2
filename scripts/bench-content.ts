/** npm run bench:content: measures whether a page takes as long to build on a site of a thousand pages as on a small one. */
import { parseOptions, USAGE } from "../tests/lab/bench-content/options.ts";
import { reportText } from "../tests/lab/bench-content/report.ts";
import { runContentBench } from "../tests/lab/bench-content/run.ts";
import { runLabCommand } from "./lab/run-lab-command.ts";

await runLabCommand({ name: "bench-content", usage: USAGE, parseOptions, run: runContentBench, reportText });
