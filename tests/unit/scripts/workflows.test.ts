import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../../../scripts/settings.ts";

interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<string, { "timeout-minutes"?: number; permissions?: unknown; steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] }>;
}

const folder = join(root, ".github", "workflows");
const workflows = readdirSync(folder).map((name) => ({ name, workflow: parse(readFileSync(join(folder, name), "utf8")) as Workflow }));

/** In minutes. */
const LONGEST = 40;
const LONGEST_AT_NIGHT = 90;

describe.each(workflows)("the workflow $name", ({ name, workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test("may read the sources at most", () => {
    expect([{}, { contents: "read" }]).toContainEqual(workflow.permissions);
    expect(jobs.map(({ permissions }) => permissions)).toEqual(jobs.map(() => undefined));
  });

  test("has a time limit", () => {
    for (const job of jobs) expect(job["timeout-minutes"]).toBeLessThanOrEqual(name === "nightly.yml" ? LONGEST_AT_NIGHT : LONGEST);
  });

  test("names actions by their commit, and leaves no credentials behind", () => {
    for (const { uses } of steps.filter((step) => step.uses)) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const { with: settings } of checkouts) expect(settings).toMatchObject({ "persist-credentials": false });
  });

  test("puts no expression into a shell, where others could inject commands", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });
});

test("every push installs the exact lockfile, checks it for vulnerabilities and keeps a bill of materials", () => {
  const { workflow } = workflows.find(({ name }) => name === "test.yml") ?? {};
  const commands = Object.values(workflow?.jobs ?? {}).flatMap(({ steps }) => steps.map(({ run = "" }) => run)).join("\n");
  for (const command of ["npm ci", "npm audit --audit-level=high", "npm sbom"]) expect(commands).toContain(command);
});

describe("Dependabot", () => {
  test("updates the packages, the actions and the image's base", () => {
    const { updates } = parse(readFileSync(join(root, ".github", "dependabot.yml"), "utf8")) as { updates: { "package-ecosystem": string; schedule: { interval: string } }[] };
    expect(updates.map((one) => `${one["package-ecosystem"]} ${one.schedule.interval}`)).toEqual(["npm weekly", "github-actions weekly", "docker weekly"]);
  });
});
