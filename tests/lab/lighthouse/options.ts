import { parseArgs } from "node:util";

export interface LighthouseOptions {
  /** Addresses on the site; every page of the build where there are none. */
  pages: string[];
  /** Of each page; the figures are those of the one in the middle. */
  runs: number;
  /** Writes docs/lighthouse.json. */
  save: boolean;
}

export const USAGE = `npm run lighthouse -- [options]
  --page /a             this page only; may be given several times
  --runs N              runs of every page, 3 unless told otherwise
  --save                writes docs/lighthouse.json`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[]): LighthouseOptions {
  const { page, runs, save } = parse(args);
  for (const path of page) {
    if (!path.startsWith("/")) throw new TypeError(`--page takes an address on the site, such as /${path}, not "${path}".`);
  }
  if (!/^[1-9]\d*$/.test(runs)) throw new TypeError(`--runs takes a whole number from 1, not "${runs}".`);
  return { pages: page, runs: Number(runs), save };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        page: { type: "string", multiple: true, default: [] },
        runs: { type: "string", default: "3" },
        save: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}
