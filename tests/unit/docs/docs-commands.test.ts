/** @module-tag posix */
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { processRuns } from "../../docs/running.ts";
import { followDocument } from "../../docs/follow-document.ts";
import { insteadOf, makeOrigin } from "../../docs/fresh-clone.ts";
import { shellBlocks } from "../../docs/shell-blocks.ts";
import { openShell } from "../../docs/shell-session.ts";

const fence = (info: string, ...lines: string[]) => ["```" + info, ...lines, "```", ""].join("\n");

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Follows a document in a folder where npm start is a small server. */
async function followed(markdown: string, host?: string) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "package.json"), JSON.stringify({ scripts: { start: "node server.cjs", serve: "node -e 'process.exit(3)'" } }));
  await writeFile(join(folder, "server.cjs"), 'require("node:fs").writeFileSync("pid", String(process.pid)); console.log("It is running.\\n\\n  Site   http://" + (process.env.HOST_SHOWN ?? "localhost:4321") + "\\n  Word   secret-1\\n"); setInterval(() => {}, 1000);');
  const session = openShell({ cwd: folder, env: { ...process.env, ...(host && { HOST_SHOWN: host }) } });
  try {
    const results = await followDocument(shellBlocks("docs/x.md", markdown), { session, ...(host && { host }) });
    return { folder, results, verdicts: results.map((one) => `${one.line} ${one.verdict}${"why" in one ? `: ${one.why}` : ""}`) };
  } finally {
    await session.close();
  }
}

test("each line in a fence of sh is a command, and the next fence of text is its output", () => {
  const markdown = `# A\n\n${fence("sh", "cd x", "", "# said", "npm run a -- \\", "  --b")}\n${fence("text", "Done in … s", "", "Bye")}\n${fence("ts", "const a = 1;")}\n${fence("sh needs-account", "npx vercel")}`;
  expect(shellBlocks("docs/x.md", markdown)).toEqual([
    { document: "docs/x.md", line: 4, command: "cd x", output: [] },
    { document: "docs/x.md", line: 7, command: "npm run a -- \\\n  --b", output: ["Done in … s", "Bye"] },
    { document: "docs/x.md", line: 22, command: "npx vercel", output: [], needs: "an account" },
  ]);
});

test("the output may follow after a sentence, but not after another heading, and belongs to a command", () => {
  const shown = `${fence("sh", "npm start")}\nThen it says:\n\n${fence("text", "It is running.")}`;
  expect(shellBlocks("docs/x.md", shown)).toMatchObject([{ command: "npm start", output: ["It is running."] }]);
  expect(() => shellBlocks("docs/x.md", `${fence("sh", "npm start")}\n## Next\n\n${fence("text", "It is running.")}`)).toThrow('docs/x.md:7: a fence of "text" is the output of a command');
});

test("another word after sh is an error, not a way to skip a command", () => {
  expect(() => shellBlocks("docs/x.md", fence("sh skip", "ls"))).toThrow('docs/x.md: a fence begins with "sh skip". Write "sh", or "sh needs-account"');
});

test("a document is one session: a command runs in the folder and with the variables of those before it", async () => {
  const { verdicts } = await followed(fence("sh", "mkdir -p a && cd a", "export WORD=there", "basename $PWD; echo $WORD") + "\n" + fence("text", "a", "there"));
  expect(verdicts).toEqual(["2 ran", "3 ran", "4 ran"]);
});

test("a failed command is reported with its document, line and output, and ends the run", async () => {
  const { results } = await followed(fence("sh", "echo fine", "ls no-such-file  # planted", "echo never"));
  expect(results).toMatchObject([
    { verdict: "ran" },
    { verdict: "failed", document: "docs/x.md", line: 3, command: "ls no-such-file  # planted", why: expect.stringMatching(/^ended with \d+$/), printed: expect.stringContaining("no-such-file") },
  ]);
});

test("output in the document that the command does not print is a failure", async () => {
  const { verdicts } = await followed(fence("sh", "echo 'It took 12 s'") + "\n" + fence("text", "It   took … s", "and was good"));
  expect(verdicts).toEqual(["2 failed: did not print what the document shows: and was good"]);
});

test("the run waits for a server, stops it before the next one, and leaves none behind", async () => {
  const { verdicts, folder } = await followed(fence("sh", "npm start") + "\n" + fence("text", "Site http://localhost:4321", "Word …") + "\n" + fence("sh", "cp pid first", "npm start"));
  expect(verdicts).toEqual(["2 ran", "11 ran", "12 ran"]);
  for (const file of ["first", "pid"]) {
    expect(processRuns(Number(await readFile(join(folder, file), "utf8")))).toBe(false);
  }
});

test("a server that does not come up is a failure", async () => {
  const { verdicts } = await followed(fence("sh", "npm run serve"));
  expect(verdicts).toEqual(["2 failed: ended with 3 before it was up"]);
});

test("a command that never ends is a failure, and is killed with everything that it has started", async () => {
  const folder = await temporaryFolder();
  const session = openShell({ cwd: folder, env: process.env, limitMs: 3_000 });
  const results = await followDocument(shellBlocks("docs/x.md", fence("sh", "sleep 600 & echo $! > pid; sleep 600")), { session });
  await session.close();
  expect(results).toMatchObject([{ verdict: "failed", why: "was not done after 3 s" }]);
  const pid = Number(await readFile(join(folder, "pid"), "utf8"));
  await expect.poll(() => processRuns(pid)).toBe(false);
});

test("if the port is taken, another one replaces it in commands and outputs", async () => {
  const { verdicts } = await followed(fence("sh", "npm start") + "\n" + fence("text", "Site http://localhost:4321") + "\n" + fence("sh", "echo http://localhost:4321/x") + "\n" + fence("text", "http://localhost:4321/x"), "localhost:5000");
  expect(verdicts).toEqual(["2 ran", "10 ran"]);
});

test("a command that is not run is listed with the reason", async () => {
  const { verdicts } = await followed(fence("sh", "npm test       # everything") + "\n" + fence("sh needs-account", "npx vercel deploy"));
  expect(verdicts).toEqual(["2 excused: runs this check itself", "6 excused: needs an account"]);
});

test.each(["not staged", "staged"])("the clone has HEAD and the uncommitted changes, %s, under the repository's public address", async (stage) => {
  const [source, folder] = [await temporaryFolder(), await temporaryFolder()];
  const git = (...args: string[]) => execFileSync("git", ["-C", source, "-c", "user.name=test", "-c", "user.email=test@localhost", ...args]);
  for (const name of ["kept", "changed", "gone"]) await writeFile(join(source, name), "before");
  await writeFile(join(source, ".gitignore"), "ignored\n");
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Before");
  await writeFile(join(source, "changed"), "after");
  await writeFile(join(source, "new"), "after");
  await writeFile(join(source, "ignored"), "after");
  await rm(join(source, "gone"));
  if (stage === "staged") git("add", "--all");

  makeOrigin(source, join(folder, "origin"));
  const env = { ...process.env, ...insteadOf("https://github.com/a/b", join(folder, "origin")) };
  execFileSync("git", ["clone", "--quiet", "https://github.com/a/b"], { cwd: folder, env });
  expect(execFileSync("sh", ["-c", "for name in *; do echo $name $(cat $name); done"], { cwd: join(folder, "b"), encoding: "utf8" })).toBe("changed after\nkept before\nnew after\n");
});
