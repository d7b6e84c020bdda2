import type { ContentIndex } from "../content-index.ts";
import { type ContentProblem, fieldPath } from "../content-problem.ts";
import { picturePath } from "../../site/pictures/picture-path.ts";
import { imageFileWords } from "./image-files.ts";
import { inTurn } from "../../site/content-files/content-source.ts";
import type { JudgedFile } from "../judged-file.ts";

/** Problems with the files of pictures, each reported once: where it is first used, or on its own, because a build reads unused pictures too. */
export async function pictureProblems({ files, images }: ContentIndex): Promise<ContentProblem[]> {
  const first = new Map<string, Pick<ContentProblem, "file" | "line" | "field">>();
  for (const { image, ...at } of files.flatMap(pictureUses)) {
    if (images.names.has(image) && !first.has(image)) first.set(image, at);
  }
  for (const image of images.names) if (!first.has(image)) first.set(image, { file: image, line: 1, field: "file" });
  const problems = await inTurn([...first], async ([image, at]) => {
    const words = await imageFileWords(images, image);
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
