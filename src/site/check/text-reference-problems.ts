import type { ContentIndex } from "./content-index.ts";
import type { ContentProblem } from "./content-problem.ts";
import { imageWords } from "./image-problems.ts";
import type { JudgedFile } from "./judged-file.ts";
import { linkWords } from "./link-problems.ts";
import { excerpt } from "./quoted.ts";

/** What is wrong with what the Markdown texts refer to: their links and their pictures. */
export function textReferenceProblems(index: ContentIndex): ContentProblem[] {
  return index.files.flatMap((file) => [...linkProblems(file, index), ...pictureProblems(file, index)]);
}

function linkProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  const from = index.addressed.get(index.pathOf(judged));
  return judged.markdown.links.flatMap(({ url, text, line, source }) => {
    const words = linkWords(url, { file, from }, index);
    if (!words) return [];
    const write = /\s/.test(words.write) ? words.write : `[${text || "what the reader finds there"}](${words.write})`;
    return [{ file, line, field: "text", ...words, found: excerpt(source), write }];
  });
}

function pictureProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  return judged.markdown.images.flatMap(({ url, alt, line, source }) => {
    const words = imageWords(url, file, index.images);
    if (!words) return [];
    const write = /\s/.test(words.write) ? words.write : `![${alt || "What the picture shows"}](${words.write})`;
    return [{ file, line, field: "text", ...words, found: excerpt(source), write }];
  });
}
