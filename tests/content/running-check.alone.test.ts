import { expect, test, vi } from "vitest";
import { problemsOf } from "../../src/content-check/check-content.ts";
import { pictureProblems } from "../../src/content-check/pictures/picture-problems.ts";
import { page, writeFiles, writtenSite } from "./written-site.ts";

// The pictures are checked after the files were read.
vi.mock("../../src/content-check/pictures/picture-problems.ts", { spy: true });

test("in development the problems of a file are those that it has now, even if an older check is still running", async () => {
  const root = await writtenSite({ "pages/audit.md": page("audit", {}, "[Services](/servces)") });
  const read = Promise.withResolvers<void>();
  const hold = Promise.withResolvers<never[]>();
  vi.mocked(pictureProblems).mockImplementationOnce(() => {
    read.resolve();
    return hold.promise;
  });
  const older = problemsOf("src/content/pages/audit.md", root);
  await read.promise;
  await writeFiles(root, { "pages/audit.md": page("audit", {}, "[Our services](/services)") });
  const newer = problemsOf("src/content/pages/audit.md", root);
  hold.resolve([]);
  expect(await older).toHaveLength(1);
  expect(await newer).toEqual([]);
});
