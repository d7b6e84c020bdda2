import type { ContentIndex } from "../content-index.ts";
import type { ContentProblem } from "../content-problem.ts";
import { fieldPath } from "../yaml/field-path.ts";
import { picturePath } from "../../site/picture-path.ts";
import { imageProblem } from "./image-files.ts";
import { inTurn } from "../in-turn.ts";
import type { JudgedFile } from "../judged-file.ts";

/** What is wrong with the pictures' files themselves, each named once: where it is used first, or by itself, for a build reads it all the same. */
export async function pictureProblems({ files, images }: ContentIndex): Promise<ContentProblem[]> {
  const first = new Map<string, Pick<ContentProblem, "file" | "line" | "field">>();
  for (const { image, ...at } of files.flatMap(pictureUses)) {
    if (images.names.has(image) && !first.has(image)) first.set(image, at);
  }
  for (const image of images.names) if (!first.has(image)) first.set(image, { file: image, line: 1, field: "file" });
  const problems = await inTurn([...first], async ([image, at]) => {
    const words = await imageProblem(images, image);
    return words ? [{ ...at, ...words, found: at.file === image ? words.found : `${image}: ${words.found}` }] : [];
  });
  return problems.flat();
}

function pictureUses({ source: { file }, values, markdown, lineOf }: JudgedFile): (Pick<ContentProblem, "file" | "line" | "field"> & { image: string })[] {
  return [
    ...values.flatMap(({ path, value, schema }) => (schema.role === "picture" ? [{ image: picturePath(file, value), file, line: lineOf(path), field: fieldPath(path) }] : [])),
    ...markdown.images.map(({ url, line }) => ({ image: picturePath(file, url), file, line, field: "text" })),
  ];
}
