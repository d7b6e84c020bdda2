import { flag, readOptions, texts, wholeNumber } from "../command/options.ts";

export const USAGE = `npm run lighthouse -- [options]
  --page /a       measures only this page; can be repeated
  --runs N        runs of every page (3)
  --save          writes docs/lighthouse.json`;

export type LighthouseOptions = ReturnType<typeof parseOptions>;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]) {
  const { page: pages, ...options } = readOptions(args, USAGE, { page: texts, runs: wholeNumber(3), save: flag });
  for (const path of pages) {
    if (!path.startsWith("/")) throw new TypeError(`--page takes an address on the site, such as /${path}, not "${path}".\n\n${USAGE}`);
  }
  return { ...options, pages };
}
