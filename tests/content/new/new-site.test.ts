import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { newSite } from "../../../scripts/new/new-site.ts";
import { replaceDemo } from "../../../scripts/new/replace-demo.ts";
import { SITE_TEXTS } from "../../../scripts/new/site-texts.ts";
import { root as project } from "../../../scripts/settings.ts";
import { checkContent } from "../../../src/content-check/check-content.ts";
import { longTexts } from "../../../src/content-check/long-texts.ts";
import { missingTranslations } from "../../../src/content-check/missing-translations.ts";
import { FIXTURE } from "../../fixtures/builds/project-copy.ts";
import { OPTIONS } from "../written-site.ts";

/** npm run new site, in a copy of the demo's content. */

const script = join(project, "scripts/new.ts");
const GIVEN = { name: "Praxis Müller", language: "de", calendar: "you/30min", color: "#0a7" };
const CHECK = { ...OPTIONS, cal: { ...OPTIONS.cal, link: { path: "you/30min", event: "30min" } } };

async function demo(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "readyslot-new-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const name of ["src/content", "src/site.config.ts"]) await cp(join(FIXTURE, name), join(root, name), { recursive: true });
  return root;
}

const optionsOf = (given: Readonly<Record<string, string>>) => Object.entries(given).map(([name, value]) => `--${name}=${value}`);

/** The command in a process, with the lines that it reads. */
const command = (root: string, args: readonly string[], input = "") => spawnSync(process.execPath, [script, "site", ...args], { encoding: "utf8", input, env: { PATH: process.env.PATH, CONTENT_ROOT: root } });

/** The command in this process, where it asks nothing. */
async function run(root: string, given: Readonly<Record<string, string>>, ...more: string[]) {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await newSite(root, [...optionsOf(given), ...more]);
    return { status: 0, stderr: "" };
  } catch (error) {
    return { status: 1, stderr: (error as Error).message };
  } finally {
    log.mockRestore();
  }
}

const git = (root: string, ...args: string[]) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false", ...args], { cwd: root, stdio: "ignore" });
const read = (root: string, file: string) => readFile(join(root, file), "utf8");

test("a new site replaces the demo, passes the check, and keeps what it replaced", async () => {
  const root = await demo();
  const { status, stdout, stderr } = command(root, [...optionsOf(GIVEN), "--yes"]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toContain("Praxis Müller is ready. Start it with: npm start");
  expect(await checkContent(root, CHECK)).toEqual([]);
  expect((await readdir(join(root, "src/content"), { recursive: true })).toSorted()).toEqual(["pages", join("pages", "index.md"), "site.yaml"].toSorted());
  expect(await read(root, "src/site.config.ts")).toContain('accent: "#00aa77"');
  expect(await read(root, ".env")).toBe("PUBLIC_CAL_LINK=you/30min\n");
  const [kept = ""] = await readdir(join(root, ".data"));
  expect(existsSync(join(root, ".data", kept, "src/content/brand/logo.svg"))).toBe(true);
  expect(existsSync(join(root, ".data", kept, "src/site.config.ts"))).toBe(true);
});

test.each(Object.keys(SITE_TEXTS))("its texts in %s are complete and fit the design", async (language) => {
  const root = await demo();
  expect((await run(root, { ...GIVEN, language }, "--yes")).status).toBe(0);
  expect(await checkContent(root, CHECK)).toEqual([]);
  expect(await longTexts(root)).toEqual([]);
});

test("a site in several languages has the texts of each, the default one first", async () => {
  const root = await demo();
  expect((await run(root, { ...GIVEN, language: "ar, pt_br" }, "--yes")).stderr).toBe("");
  const options = { ...CHECK, languages: ["ar", "pt-BR"] };
  expect(await read(root, "src/site.config.ts")).toContain('languages: ["ar", "pt-BR"]');
  expect((await readdir(join(root, "src/content"), { recursive: true })).filter((file) => file.includes("."))).toHaveLength(4);
  expect(await checkContent(root, options)).toEqual([]);
  expect(await missingTranslations(root, options)).toEqual([]);
  expect(await longTexts(root, options.languages)).toEqual([]);
});

test.each(["O'Neil & Söhne <x>", 'Say "hi": {name} $& #1', "عيادة النور", "日本語のサイト", "---", "null", "1.10", "@home, or: not?"])("any name is kept as it is: %s", async (name) => {
  const root = await demo();
  const { stderr, status } = await run(root, { ...GIVEN, name }, "--yes");
  expect([stderr, status]).toEqual(["", 0]);
  expect(await checkContent(root, CHECK)).toEqual([]);
  const { readContent } = await import("../../../src/site/content-files/content-source.ts");
  const site = (await readContent(root)).find(({ kind }) => kind === "site")?.data;
  expect(site).toMatchObject({ name, footer: name });
});

test("an address of Cal.com and a region of a language are understood", async () => {
  const root = await demo();
  expect((await run(root, { ...GIVEN, calendar: "cal.com/you/30min/", color: "0A7", language: "de_ch", email: "hallo@praxis.example" }, "--yes")).stderr).toBe("");
  expect(await read(root, "src/site.config.ts")).toContain('accent: "#00aa77"');
  expect(await read(root, ".env")).toBe("PUBLIC_CAL_LINK=you/30min\n");
  expect(await read(root, "src/content/site.yaml")).toContain('language: "de-CH"\n');
  expect(await read(root, "src/content/site.yaml")).toContain('email: "hallo@praxis.example"\n');
});

test.each([
  ["ADMIN_PASSWORD=secret\nPUBLIC_CAL_LINK=old/15min\nSITE_URL=https://example.com", "ADMIN_PASSWORD=secret\nPUBLIC_CAL_LINK=you/30min\nSITE_URL=https://example.com"],
  ["export PUBLIC_CAL_LINK = old/15min\r\nA=b\r\n", "PUBLIC_CAL_LINK=you/30min\r\nA=b\r\n"],
  ["# PUBLIC_CAL_LINK=none\nA=b", "# PUBLIC_CAL_LINK=none\nA=b\nPUBLIC_CAL_LINK=you/30min\n"],
])("other settings in .env stay, and the old calendar is reported: %j", async (before, after) => {
  const root = await demo();
  await writeFile(join(root, ".env"), before);
  const { stdout } = command(root, [...optionsOf(GIVEN), "--yes"]);
  expect(await read(root, ".env")).toBe(after);
  expect(stdout.includes("PUBLIC_CAL_LINK=you/30min (before: old/15min)")).toBe(before.includes("old/15min"));
});

describe("questions", () => {
  test("are asked for what no option gives, and answered by a pipe as well", async () => {
    const root = await demo();
    const { stdout, stderr, status } = command(root, ["--language", "fr"], "Chez Rose\nyou/30min\n#0a7\n\ny\n");
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout).toMatch(/The site's name, for example Praxis Müller: .*The Cal\.com event.*The colour.*\(Enter for hello@example\.com\).*Go on\? \(y\/n\)/s);
    expect(stdout).not.toContain("The language");
    expect(await read(root, "src/content/site.yaml")).toMatch(/^name: "Chez Rose"\n.*\nemail: "hello@example\.com"\n/s);
  });

  test.each([
    ["Chez Rose\nyou\n", "", 'The calendar: "you" is not a booking link.'],
    ["Chez Rose\n", "", "Nothing was changed. Missing: --calendar, --color, --email. For example:"],
    ["Chez Rose\nyou/30min\n#0a7\na@b.example\n", "", "Nothing was changed. Add --yes to replace the demo's content without being asked."],
    ["Chez Rose\nyou/30min\n#0a7\na@b.example\nno\n", "Nothing was changed.", ""],
  ])("change nothing until the last one is answered with yes: %j", async (input, printed, problem) => {
    const root = await demo();
    const { stdout, stderr, status } = command(root, ["--language", "fr"], input);
    expect(stdout).toContain(printed);
    expect(stderr).toContain(problem);
    expect(status).toBe(problem ? 1 : 0);
    expect(existsSync(join(root, "src/content/brand"))).toBe(true);
    expect(existsSync(join(root, ".data"))).toBe(false);
  });
});

describe("a wrong answer changes nothing and says what to write", () => {
  test.each([
    [{ name: "  " }, 'The name is empty. Write the site\'s name, for example --name "Praxis Müller"'],
    [{ name: "x".repeat(61) }, "The name has 61 characters. Write a name of at most 60: it is shown beside the logo and after every page title."],
    [{ language: "pl" }, expect.stringMatching(/^There are no texts in the language "pl"\. Choose one of en, de, fr, es, it, nl, pt, ar, also with a region \("de-CH"\), and translate/)],
    [{ language: "de,en,de" }, "A language is named twice: de,en,de. Write each language once, for example --language de,en"],
    [{ language: " , " }, expect.stringMatching(/^The language is empty\. Choose from en, de/)],
    [{ language: "Deutsch" }, expect.stringMatching(/^There are no texts in the language "Deutsch"/)],
    [{ calendar: "you" }, expect.stringMatching(/^The calendar: "you" is not a booking link\./)],
    [{ calendar: "https://calendly.com/you/30min" }, expect.stringMatching(/^The calendar: .* is not a booking link\. Write the path of the Cal\.com event/)],
    [{ calendar: "d/hash/30min" }, expect.stringMatching(/^The calendar is "d\/hash\/30min", a private link/)],
    [{ color: "teal" }, '"teal" is not a colour that can be read. Write it in hexadecimal and in quotation marks, for example --color "#0a7"'],
    [{ color: "#fff" }, expect.stringMatching(/^The colour #ffffff on paper \(#ffffff\) has a contrast of 1:1, but the surface of a button needs 1\.3:1\. Use #[\da-f]{6}\.$/)],
    [{ email: "hello" }, '"hello" is not an e-mail address. Write one such as hello@example.com'],
  ])("%j", async (wrong, message) => {
    const root = await demo();
    const { stderr, status } = await run(root, { ...GIVEN, ...wrong }, "--yes");
    expect(stderr).toEqual(message);
    expect(status).toBe(1);
    expect(existsSync(join(root, ".data"))).toBe(false);
    expect(existsSync(join(root, ".env"))).toBe(false);
  });

  test("a missing answer, where nobody can be asked", async () => {
    const { stderr, status } = await run(await demo(), { name: "Praxis" }, "--yes");
    expect(stderr).toBe('Missing: --language, --calendar, --color. For example:\nnpm run new site -- --name "Praxis Müller" --language "de" --calendar "you/30min" --color "#0a7" --yes');
    expect(status).toBe(1);
  });

  test.each([
    [["--colour", "#0a7"], "Unknown option '--colour'. Did you mean --color? For example:\nnpm run new site -- --name"],
    [["--name", "Praxis", "--color"], "Option '--color <value>' argument missing. Write its value in quotation marks: a shell takes what follows a # for a comment. For example:"],
    [["Praxis Müller", "de"], 'Unexpected "Praxis Müller". Write two hyphens in front of the options. For example:\nnpm run new site -- --name'],
  ])("options that are not understood: %j", async (args, message) => {
    const { stderr, status } = command(await demo(), args);
    expect(stderr.trim()).toContain(message);
    expect(status).toBe(1);
  });
});

describe("a site's own work is never lost", () => {
  test("content that is not the demo's", async () => {
    const root = await demo();
    await run(root, GIVEN, "--yes");
    const again = await run(root, { ...GIVEN, name: "Another" }, "--yes");
    expect(again.stderr).toBe("src/content is not the demo's any more, and this command would replace it. To replace it all the same, add --replace: the files are kept in .data.");
    expect(await read(root, "src/content/site.yaml")).toContain("Praxis Müller");
    expect((await run(root, { ...GIVEN, name: "Another" }, "--yes", "--replace")).status).toBe(0);
    expect(await read(root, "src/content/site.yaml")).toContain("Another");
    expect(await readdir(join(root, ".data"))).toHaveLength(2);
  });

  test("a file that cannot be written: the demo is put back", async () => {
    const root = await demo();
    const before = (await readdir(join(root, "src"), { recursive: true })).toSorted();
    await expect(replaceDemo(root, { "src/content/site.yaml": "name: A\n", "src/content/site.yaml/impossible": "" })).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect((await readdir(join(root, "src"), { recursive: true })).toSorted()).toEqual(before);
    expect(await read(root, "src/content/site.yaml")).toContain("name: Lapwing");
  });

  test("changes that are not committed", async () => {
    const root = await demo();
    git(root, "init", "-q");
    git(root, "add", ".");
    git(root, "commit", "-qm", "The demo");
    await writeFile(join(root, "src/content/pages/mine.md"), "---\n---\n");
    const { stderr } = await run(root, GIVEN, "--yes");
    expect(stderr).toBe("These files have changes that are not committed:\n?? src/content/pages/mine.md\nCommit them first, or add --replace: the files are kept in .data.");
    expect(existsSync(join(root, "src/content/pages/mine.md"))).toBe(true);
    git(root, "add", ".");
    git(root, "commit", "-qm", "Mine");
    expect((await run(root, GIVEN, "--yes")).status).toBe(0);
  });
});
