/** npm run lighthouse: runs Lighthouse on every page of the build, as a phone on a slow 4G sees it. Exits with 1 if a page misses a target. */
import { runLabCommand } from "./lab/run-lab-command.ts";
import { parseOptions, USAGE } from "../tests/lab/lighthouse/options.ts";
import { reportText } from "../tests/lab/lighthouse/report.ts";
import { missesOf } from "../tests/lab/lighthouse/results.ts";
import { runLighthouse } from "../tests/lab/lighthouse/run.ts";
import { buildWhenStale } from "./build/build-site.ts";
import { findBrowser } from "./machine/programs.ts";

await runLabCommand({
  name: "lighthouse",
  usage: USAGE,
  parseOptions,
  async run(options, log) {
    await buildWhenStale();
    return runLighthouse(findBrowser(), options, log);
  },
  reportText,
  isMet: ({ pages }) => pages.every((page) => missesOf(page).length === 0),
});
