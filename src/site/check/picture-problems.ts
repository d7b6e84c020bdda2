import type { ContentIndex } from "./content-index.ts";
import type { ContentProblem } from "./content-problem.ts";
import { fieldPath } from "./field-path.ts";
import { imageFault, imageFile } from "./image-files.ts";
import type { JudgedFile } from "./judged-file.ts";

/** What is wrong with the pictures' files themselves; each is named once, where it is used first. */
export async function pictureProblems({ files, images }: ContentIndex): Promise<ContentProblem[]> {
  const first = new Map<string, Pick<ContentProblem, "file" | "line" | "field">>();
  for (const { image, ...at } of files.flatMap(pictureUses)) {
    if (images.names.has(image) && !first.has(image)) first.set(image, at);
  }
  const problems = await Promise.all(
    [...first].map(async ([image, at]) => {
      const words = await imageFault(images, image);
      return words ? [{ ...at, ...words, found: `${image}: ${words.found}` }] : [];
    }),
  );
  return problems.flat();
}

function pictureUses({ source: { file }, values, markdown, lineOf }: JudgedFile): (Pick<ContentProblem, "file" | "line" | "field"> & { image: string })[] {
  return [
    ...values.flatMap(({ path, value, schema }) => (schema.role === "picture" ? [{ image: imageFile(file, value), file, line: lineOf(path), field: fieldPath(path) }] : [])),
    ...markdown.images.map(({ url, line }) => ({ image: imageFile(file, url), file, line, field: "text" })),
  ];
}
