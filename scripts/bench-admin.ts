/** npm run bench:admin: measures the admin's page, time and size, with 90 days of made-up openings, through the deployed function. */
import { parseOptions, USAGE } from "../tests/lab/bench-admin/options.ts";
import { reportText } from "../tests/lab/bench-admin/report.ts";
import { runAdminBench } from "../tests/lab/bench-admin/run.ts";
import { runLabCommand } from "./lab/run-lab-command.ts";

await runLabCommand({ name: "bench-admin", usage: USAGE, parseOptions, run: runAdminBench, reportText });
