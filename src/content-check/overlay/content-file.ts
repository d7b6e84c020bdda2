/**
 * The file that should be the page at an address, from the project's root; undefined where there is none.
 *
 * @param exists whether there is such a file.
 */
export function contentFileAt(path: string, exists: (file: string) => boolean): string | undefined {
  const name = path.replace(/\/$/, "");
  const files = [`pages${name}.md`, `pages${name}/index.md`, `${name.slice(1)}.md`].map((file) => `src/content/${file}`);
  return files.filter((file) => /^src\/content\/(pages|posts)\/./.test(file)).find(exists);
}
