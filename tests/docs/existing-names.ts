import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { SETTINGS } from "../../src/host/settings/settings.ts";
import siteConfig from "../../src/site.config.ts";
import { addressOf } from "../../src/site/content-files/content-address.ts";

/** The names that a document may use. */
export interface ExistingNames {
  /** Files and folders, from the project's root, with slashes. */
  readonly files: ReadonlySet<string>;
  /** npm scripts and their options. */
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>;
  readonly variables: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
}

/** Variables that are not settings of the site, and their owners. */
const OTHER_VARIABLES: Record<string, string> = {
  VERCEL: "Vercel sets it in builds and functions",
  VERCEL_ENV: "Vercel sets it",
  VERCEL_URL: "Vercel sets it",
  VERCEL_AUTOMATION_BYPASS_SECRET: "Vercel sets it in builds and functions; smoke and doctor take it to pass its protection",
  VERCEL_DEPLOYMENT_ID: "Vercel sets it",
  VERCEL_GIT_COMMIT_SHA: "Vercel sets it",
  VERCEL_PROJECT_PRODUCTION_URL: "Vercel sets it",
  VERCEL_SKEW_PROTECTION_ENABLED: "Vercel sets it",
  VERCEL_TOKEN: "Vercel's command line reads it",
  DEPLOY_HOOK_URL: "a secret of the repository, for .github/workflows/publish.yml",
  BOOKING_CREATED: "a trigger at Cal",
  BOOKING_PAID: "a trigger at Cal",
  BOOKING_PAYMENT_INITIATED: "a trigger at Cal",
  BOOKING_REJECTED: "a trigger at Cal",
  BOOKING_REQUESTED: "a trigger at Cal",
  BOOKING_RESCHEDULED: "a trigger at Cal",
  BOOKING_CANCELLED: "a trigger at Cal",
  DEV: "Astro's, in import.meta.env",
  NODE_ENV: "Node's",
  NODE_EXTRA_CA_CERTS: "Node's",
  TEST_TIER: "scripts/test.ts sets it for the tests",
  CHROME_PATH: "the tests' browser",
  FIREFOX_PATH: "the tests' browser",
};

/** Files and folders that commands create, so that a new clone does not have them. */
const MADE = [".data", ".data/admin-password", ".data/metrics.db", ".env", ".readyslot.json", ".vercel", ".vercel/output", ".vercel/output/static", ".vercel/output/config.json", ".vercel/project.json", ".astro", "_render.func/.vc-config.json", "node_modules", "tests/.results", "tests/.site"];

/** Addresses without a file in src/pages or public. */
const OTHER_ADDRESSES: Record<string, string> = {
  "/": "the home page",
  "/sitemap.xml": "src/pages/sitemap.xml.ts",
  "/edit": "src/editing/editing-build.ts",
  "/_astro": "the built files",
  "/_vercel": "Vercel's own",
  "/_vercel/insights/script.js": "Vercel's own",
  "/_vercel/speed-insights/script.js": "Vercel's own",
  "/embed/embed.js": "Cal's",
  "/api/version": "Cal's",
  "/pipeline": "the store's",
  "/multi-exec": "the store's",
  "/favicon.ico": "a rewrite in vercel.json",
};

/** Ignored by git. */
const NOT_OURS = new Set(["node_modules", ".git", ".vercel", ".astro", ".data", ".results", ".site", ".vitest", "dist"]);
/** Documents name files of the demo. Those of the fixture are what it has in a site that has replaced the demo. */
const FIXTURE = "tests/fixtures/studio/";

/** Reads the names of the project in this folder: files from the disk, routes from src/pages, pages from src/content. */
export function existingNames(root: string): ExistingNames {
  const found = filesBelow(root, "");
  const files = new Set([...found, ...found.flatMap((path) => (path.startsWith(FIXTURE) ? [path.slice(FIXTURE.length)] : [])), ...MADE]);
  return { files, commands: commandsOf(root), variables: new Set([...SETTINGS.map(({ name }) => name), ...Object.keys(OTHER_VARIABLES), ...constantsIn(root, files)]), addresses: addressesOf(files) };
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? [path, ...filesBelow(root, path)] : [path];
  });
}

function commandsOf(root: string): Map<string, Set<string>> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  return new Map(
    Object.entries(scripts).map(([name, command]) => {
      const [, script, plain] = /^node scripts\/(?:bootstrap\.mjs ([\w-]+)(?: --[\w-]+)*|([\w-]+\.mjs))$/.exec(command) ?? [];
      const file = plain ?? (script && `${script}.ts`);
      return [name, file ? optionsIn(join(root, "scripts", file)) : new Set<string>()];
    }),
  );
}

/** The `--names` in the text of a script and the keys of its parseArgs options, including the files that it imports. */
function optionsIn(entry: string): Set<string> {
  const options = new Set<string>();
  const seen = new Set<string>();
  const read = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [option] of text.matchAll(/--[a-z][\w-]*/g)) options.add(option);
    for (const [, name = ""] of text.matchAll(/["']?([a-z][\w-]*)["']?: ?\{ ?type: "(?:boolean|string)"/g)) options.add(`--${name}`);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      const target = join(dirname(file), fileName);
      // In the product's code, names with dashes are CSS classes.
      if (fileName.startsWith(".") && !target.includes(`${join("/", "src", "/")}`)) read(target);
    }
  };
  read(entry);
  return options;
}

/** Constants, such as `MIN_OPENINGS`. */
function constantsIn(root: string, files: ReadonlySet<string>): string[] {
  return [...files].filter((path) => /^(?:src|scripts|tests)\/.*\.(?:ts|tsx|astro)$/.test(path)).flatMap((path) => {
    if (!existsSync(join(root, path))) return [];
    return [...readFileSync(join(root, path), "utf8").matchAll(/\bconst ([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g)].map(([, name = ""]) => name);
  });
}

function addressesOf(files: ReadonlySet<string>): Set<string> {
  const found = new Set(Object.keys(OTHER_ADDRESSES));
  for (const path of files) {
    const [, route] = /^src\/pages\/(.+)\.(?:astro|ts)$/.exec(path) ?? [];
    const [, folder] = /^src\/pages\/([\w/-]+)$/.exec(path) ?? [];
    const [, page] = /^src\/content\/((?:pages|posts)\/.+)\.mdx?$/.exec(path) ?? [];
    const [, asset] = /^public\/(.+)$/.exec(path) ?? [];
    for (const part of [route?.replace(/(?:^|\/)index$/, ""), folder, page && addressOf(page, siteConfig.languages).slice(1), asset]) {
      if (part !== undefined && !part.includes("[")) found.add(`/${part}`);
    }
  }
  return found;
}
