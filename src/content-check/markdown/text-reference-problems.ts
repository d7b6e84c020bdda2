import type { ContentIndex } from "../content-index.ts";
import type { ContentProblem, ReferenceWords } from "../content-problem.ts";
import { imageWords } from "../pictures/image-problems.ts";
import type { JudgedFile } from "../judged-file.ts";
import { linkWords } from "./link-problems.ts";
import type { MarkdownPlace } from "./markdown-text.ts";
import { excerpt } from "../../site/content-files/quoted.ts";

/** Problems with the links and pictures in Markdown texts. */
export function textReferenceProblems(index: ContentIndex): ContentProblem[] {
  return index.files.flatMap((file) => [...linkProblems(file, index), ...pictureProblems(file, index)]);
}

function linkProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  const from = index.addressed.get(index.pathOf(judged));
  return judged.markdown.links.flatMap(({ url, line, source }) => {
    const words = linkWords(url, { file, from }, index);
    return words ? [problemOf({ url, line, source }, file, words)] : [];
  });
}

function pictureProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  return judged.markdown.images.flatMap(({ url, line, source }) => {
    const words = imageWords(url, file, index.images);
    return words ? [problemOf({ url, line, source }, file, words)] : [];
  });
}

function problemOf({ url, line, source }: MarkdownPlace & { url: string }, file: string, { otherwise, ...words }: ReferenceWords): ContentProblem {
  const fix = /\s/.test(words.fix) ? words.fix : withAddress(source, url, words.fix);
  return { file, line, field: "text", ...words, found: excerpt(source), fix: otherwise ? `${fix} or, ${otherwise}` : fix };
}

/** A link or a picture with another address, otherwise as its editor wrote it. */
function withAddress(source: string, url: string, address: string): string {
  // An address that is not in brackets is its own text.
  const written = source.replace(/^<|>$/g, "");
  if (!/^!?\[/.test(source)) return written === url && /^https?:/.test(address) ? source.replace(written, () => address) : `[${written}](${address})`;
  const at = source.lastIndexOf(`](${url}`) + 2;
  return at > 1 ? source.slice(0, at) + address + source.slice(at + url.length) : `Use the address ${address}`;
}
