import type { ContentIndex } from "../content-index.ts";
import type { ContentProblem } from "../content-problem.ts";
import { imageWords } from "../pictures/image-problems.ts";
import type { JudgedFile } from "../judged-file.ts";
import { linkWords } from "./link-problems.ts";
import { excerpt } from "../../site/content-files/quoted.ts";

/** Problems with the links and pictures in Markdown texts. */
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
    const fix = /\s/.test(words.fix) ? words.fix : withAddress(source, url, words.fix);
    return [{ file, line, field: "text", ...words, found: excerpt(source), fix: otherwise ? `${fix} or, ${otherwise}` : fix }];
  });
}

function pictureProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  return judged.markdown.images.flatMap(({ url, line, source }) => {
    const words = imageWords(url, file, index.images);
    if (!words) return [];
    const fix = /\s/.test(words.fix) ? words.fix : withAddress(source, url, words.fix);
    return [{ file, line, field: "text", ...words, found: excerpt(source), fix }];
  });
}

/** A link or a picture with another address, otherwise as its editor wrote it. */
function withAddress(source: string, url: string, address: string): string {
  if (!/^!?\[/.test(source)) return `[${source}](${address})`;
  const at = source.lastIndexOf(`(${url}`) + 1;
  return at > 0 ? source.slice(0, at) + address + source.slice(at + url.length) : `Use the address ${address}`;
}
