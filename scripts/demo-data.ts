/**
 * npm run demo:data: fills the local store with made-up months, so that the admin's page has something to show
 * before the first visitor. It refuses Vercel KV, and a store that has counted anything.
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { demoMonth, incidentsOf } from "../tests/lab/demo-data/demo-month.ts";
import { fillStore } from "../tests/lab/demo-data/fill-store.ts";
import { openToFill } from "../tests/lab/demo-data/grouped-requests.ts";
import { parseOptions, USAGE } from "../tests/lab/demo-data/options.ts";
import { refuseFilledStore, refuseVercel } from "../tests/lab/demo-data/refusals.ts";
import { loadDotEnv, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args);
  loadDotEnv();
  refuseVercel(process.env);
  const dataDir = process.env.DATA_DIR?.trim() || join(root, ".data");
  const path = join(dataDir, "metrics.db");
  const file = path.startsWith(root) ? relative(root, path) : path;

  const now = new Date();
  const wasThere = existsSync(path);
  const kv = openToFill(path);
  if (wasThere) await refuseFilledStore(kv, { file, now });

  const plan = { ...options, now };
  const events = demoMonth(plan);
  const started = performance.now();
  const counts = await fillStore(kv, events, { now, onProgress: progress(events.length) });
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(
    `${number(counts.opening)} made-up openings of ${options.days} days are in ${file}, with ${number(counts.booking)} reports of bookings ` +
      `and ${number(counts.intent)} intents without an opening (${seconds} s).`,
  );
  for (const { what, from, to } of incidentsOf(plan)) console.log(`  ${minute(from)} to ${minute(to)} UTC: ${what}`);
  const here = process.env.DATA_DIR ? `DATA_DIR=${process.env.DATA_DIR} ` : "";
  console.log(`See them: ${here}npm start, then /admin/metrics. Restart a site that is already running: it caches the days that it has shown.`);
});

function number(count: number): string {
  return count.toLocaleString("en");
}

function minute(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T", " ");
}

/** Prints the progress on one line of a terminal; elsewhere one line for each quarter. */
function progress(of: number): (done: number) => void {
  let said = -1;
  return (done) => {
    const step = process.stdout.isTTY ? 1 : 25;
    const percent = Math.floor((done / of) * (100 / step)) * step;
    if (percent === said) return;
    said = percent;
    process.stdout.write(process.stdout.isTTY ? `\rFilling the store: ${percent} %${percent === 100 ? "\n" : ""}` : `Filling the store: ${percent} %\n`);
  };
}
