import type { ContentIndex } from "../content-index.ts";
import type { ContentProblem } from "../content-problem.ts";
import { imageWords } from "../pictures/image-problems.ts";
import type { JudgedFile } from "../judged-file.ts";
import { linkWords } from "./link-problems.ts";
import { excerpt } from "../../site/content-files/quoted.ts";

/** What is wrong with what the Markdown texts refer to: their links and their pictures. */
export function textReferenceProblems(index: ContentIndex): ContentProblem[] {
  return index.files.flatMap((file) => [...linkProblems(file, index), ...pictureProblems(file, index)]);
}

function linkProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  const from = index.addressed.get(index.pathOf(judged));
  return judged.markdown.links.flatMap(({ url, line, source }) => {
    const referred = linkWords(url, { file, from }, index);
    if (!referred) return [];
    const { otherwise, ...words } = referred;
    const write = /\s/.test(words.write) ? words.write : withAddress(source, url, words.write);
    return [{ file, line, field: "text", ...words, found: excerpt(source), write: otherwise ? `${write} or, ${otherwise}` : write }];
  });
}

function pictureProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  return judged.markdown.images.flatMap(({ url, line, source }) => {
    const words = imageWords(url, file, index.images);
    if (!words) return [];
    const write = /\s/.test(words.write) ? words.write : withAddress(source, url, words.write);
    return [{ file, line, field: "text", ...words, found: excerpt(source), write }];
  });
}

/** A link or a picture as its editor wrote it, with another address. */
function withAddress(source: string, url: string, address: string): string {
  if (!/^!?\[/.test(source)) return `[${source}](${address})`;
  const at = source.lastIndexOf(`(${url}`) + 1;
  return at > 0 ? source.slice(0, at) + address + source.slice(at + url.length) : `Write ${address} as its address.`;
}
