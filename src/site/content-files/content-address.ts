/** The address of a page or an article, by its file in src/content without extension: "pages/services/index" is at "/services". */
export function addressOf(name: string): string {
  return `/${name.replace(/^pages\//, "").replace(/(^|\/)index$/, "")}`;
}
