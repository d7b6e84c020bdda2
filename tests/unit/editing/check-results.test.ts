import { describe, expect, test } from "vitest";
import { checkResults, entryBranch } from "../../../src/editing/check-results.ts";

const CHANGE = { api: "https://api.github.com", repository: "acme/website", branch: entryBranch("pages", "services/audit"), token: "t" };
const RUNS = "/repos/acme/website/commits/heads/cms/pages/services%252Faudit/check-runs?per_page=100";

/** Answers requests by path; 404 for others. */
const host = (answers: Record<string, unknown>) => async (address: unknown, init?: RequestInit) => {
  expect(init?.headers).toMatchObject({ authorization: "Bearer t" });
  const body = answers[String(address).replace("https://api.github.com", "")];
  return body === undefined ? new Response("{}", { status: 404 }) : Response.json(body);
};
const run = (id: number, status: string, conclusion: string | null) => ({ id, status, conclusion });

test("an entry's branch has its name in one part", () => {
  expect([entryBranch("pages", "index"), entryBranch("posts", "de/50%-off")]).toEqual(["cms/pages/index", "cms/posts/de%2F50%25-off"]);
});

describe("the results of the check", () => {
  test("are the mistakes in the content, by the labels of the fields", async () => {
    const annotation = { path: "src/content/pages/services/audit.md", annotation_level: "failure", title: "sections[2].cta.label", message: "Found: a\nExpected: b\nFix: c" };
    const results = await checkResults(CHANGE, host({
      [RUNS]: { check_runs: [run(1, "completed", "success"), run(2, "completed", "failure"), run(3, "in_progress", null)] },
      "/repos/acme/website/check-runs/2/annotations?per_page=50": [annotation, { ...annotation, annotation_level: "warning" }, { ...annotation, path: ".github", message: "Process completed with exit code 1." }],
    }));
    expect(results).toEqual({ state: "failed", mistakes: [{ file: annotation.path, place: "Sections 3 › Booking button › Label", lines: ["Found: a", "Expected: b", "Fix: c"] }] });
  });

  test.each([
    ["none for an entry without unpublished changes", {}, "none"],
    ["awaited while no check has begun", { [RUNS]: { check_runs: [] } }, "waiting"],
    ["awaited while one runs", { [RUNS]: { check_runs: [run(1, "queued", null)] } }, "running"],
    ["passed", { [RUNS]: { check_runs: [run(1, "completed", "success"), run(2, "completed", "skipped")] } }, "passed"],
  ])("are %s", async (_what, answers, state) => {
    expect(await checkResults(CHANGE, host(answers))).toEqual({ state, mistakes: [] });
  });

  test("are none while the host does not answer", async () => {
    expect(await checkResults(CHANGE, () => Promise.reject(new TypeError("Failed to fetch")))).toEqual({ state: "none", mistakes: [] });
  });
});
