/** CHANGELOG.md has an entry for every version, in the form that npm run upgrade reads. */
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../../scripts/settings.ts";
import { MIGRATIONS } from "../../../scripts/upgrade/migrations.ts";
import { compareVersions, newsOf } from "../../../scripts/upgrade/versions.mjs";

const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);

test("the newest entry is that of package.json's version, and the others follow it", () => {
  const versions = headings.filter((heading) => heading !== "Unreleased");
  expect(versions[0]).toBe(version);
  expect(versions.toSorted((a, b) => compareVersions(b, a))).toEqual(versions);
  for (const one of versions) expect(one).toMatch(/^\d+\.\d+\.\d+$/);
});

test("entries for the next version have their place at the top", () => expect(headings[0]).toBe("Unreleased"));

test("every version says something, under headings that readers know", () => {
  for (const part of changelog.split(/^(?=## )/m).slice(1)) {
    if (part.startsWith("## Unreleased")) continue;
    expect(part).toMatch(/^- /m);
    for (const [, heading] of part.matchAll(/^### (.*)$/gm)) expect(["Added", "Changed", "Fixed", "Removed", "To do"]).toContain(heading);
  }
  expect(newsOf(changelog, { after: "0.0.0", upTo: version })).toContain(`## ${version}`);
});

test("migrations belong to versions that have been released, or are the next one's, and run in their order", () => {
  const versions = MIGRATIONS.map(({ to }) => to);
  expect(versions.toSorted(compareVersions)).toEqual(versions);
  for (const { to, text } of MIGRATIONS) {
    expect(compareVersions(to, version)).toBeLessThanOrEqual(0);
    expect(text).toMatch(/\.$/);
  }
});

test.each(MIGRATIONS)("the migration to $to changes nothing when it runs again: $text", async ({ run }) => {
  const site = await mkdtemp(join(tmpdir(), "readyslot-migration-"));
  onTestFinished(() => rm(site, { recursive: true, force: true }));
  await mkdir(join(site, "src"));
  const changed = await run(site);
  const texts = await Promise.all(changed.map((file) => readFile(join(site, file), "utf8")));
  expect(changed).not.toEqual([]);
  expect(await run(site)).toEqual([]);
  expect(await Promise.all(changed.map((file) => readFile(join(site, file), "utf8")))).toEqual(texts);
});
