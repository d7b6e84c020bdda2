/** A picture in a text, as the editor wrote it: `![alt](src "title")`. */
export interface TextImage {
  /** From the content file's own folder: "../images/team.png". */
  src: string;
  alt: string;
  /** Only of a picture within a sentence; over a paragraph of its own, it is the caption. */
  title?: string;
}

export const PLACEHOLDER = "content-image";
const WRITTEN = new RegExp(`<${PLACEHOLDER} data-image="([^"]*)"></${PLACEHOLDER}>`);

/** The placeholder's attribute. Nothing in it needs to be escaped in HTML. */
export function placeholderText(image: TextImage): string {
  // An apostrophe is the one sign that encodeURIComponent leaves and HTML does not.
  return encodeURIComponent(JSON.stringify(image)).replaceAll("'", "%27");
}

/** The HTML of a text, cut at its pictures, which are made when the page is. */
export function cutAtImages(html: string): (string | TextImage)[] {
  // split() with a group: every second part is what the group has caught.
  return html.split(WRITTEN).map((part, i) => (i % 2 === 0 ? part : imageOf(part)));
}

/** What `placeholderText` wrote, and nothing else does. */
function imageOf(text: string): TextImage {
  return JSON.parse(decodeURIComponent(text)) as TextImage;
}
