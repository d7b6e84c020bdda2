import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HookParameters } from "astro";
import { expect, onTestFinished, test } from "vitest";
import { editingBuild, signInHelp } from "../../../src/editing/editing-build.ts";
import { editingConfig, type EditingConfig } from "../../../src/editing/editing-config.ts";

const editing = (more: object = {}) => editingConfig.parse({ host: "github", repository: "acme/website", ...more });

/** Sets up a site with these files. @returns what it adds */
async function setUp(files: readonly string[], config = editing()) {
  const root = await mkdtemp(join(tmpdir(), "readyslot-editing-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const file of ["src/content/site.yaml", ...files]) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), "");
  }
  const url = pathToFileURL(`${root}/`);
  const added: string[] = [];
  const hook = editingBuild({ editing: config, languages: [], name: "A" }).hooks["astro:config:setup"];
  const parameters = { config: { root: url, cacheDir: url }, injectRoute: ({ pattern }: { pattern: string }) => void added.push(pattern), updateConfig: ({ integrations }: { integrations: { name: string }[] }) => void added.push(...integrations.map(({ name }) => name)), logger: { warn: (text: string) => void added.push(text) } };
  await hook?.(parameters as unknown as HookParameters<"astro:config:setup">);
  return added;
}

test("without editing in src/site.config.ts, a build has nothing of the editor", () => {
  expect(editingBuild({ editing: undefined, languages: [], name: "A" }).hooks).toEqual({});
});

test("the endpoint to sign in is there only where it is asked for", async () => {
  expect(await setUp([])).toEqual(["readyslot:editing-page"]);
  expect(await setUp([], editing({ signIn: "own" }))).toEqual(["/api/edit/sign-in", "readyslot:editing-page"]);
});

test.each(["src/content/pages/edit.md", "src/pages/edit.astro", "public/edit/index.html"])("%s has the editor's address, which stops the build", async (file) => {
  await expect(setUp([file])).rejects.toThrow(`${file} has the address /edit`);
});

test.each<[string, object, RegExp]>([
  ["at GitHub with a token", {}, /^You need an account at GitHub with access to acme\/website\..* ask the owner.* access token .*Contents and Pull requests \(read and write\), Checks/],
  ["at GitHub with a token, without review", { publish: "direct" }, /access token .*permissions: Contents \(read and write\)\.$/],
  ["at GitHub with its own sign-in", { signIn: "own" }, /^You need an account at GitHub [^.]*\. If you have none, ask the owner of this site\.$/],
  ["at a GitLab of the owner's", { host: "gitlab", api: "https://git.example.com/api/v4" }, /^You need an account at git\.example\.com .*the button has a link\.$/],
])("an editor %s reads what is needed to sign in", (_, config, text) => {
  expect(signInHelp(editing(config) as EditingConfig)).toMatch(text);
});

test("lists in one file, which the editor cannot change, are named with the command that converts them", async () => {
  expect((await setUp(["src/content/faqs.yaml", "src/content/faqs.de.yaml", "src/content/people/mara.yaml"]))[0]).toMatch(/cannot change faqs\.de\.yaml, faqs\.yaml: .*npm run new entries/);
});
