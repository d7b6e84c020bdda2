/** A picture in a text: `![alt](src "title")`. */
export interface TextImage {
  /** From the content file's own folder: "../images/team.png". */
  src: string;
  alt: string;
  /** Only for a picture within a sentence. For a picture in its own paragraph, the title is the caption. */
  title?: string;
}

export const PLACEHOLDER = "content-image";
const WRITTEN = new RegExp(`<${PLACEHOLDER} data-image="([^"]*)"></${PLACEHOLDER}>`);

/** The value of the placeholder's attribute, which needs no escaping in HTML. */
export function placeholderText(image: TextImage): string {
  // The only character that HTML escapes and encodeURIComponent does not.
  return encodeURIComponent(JSON.stringify(image)).replaceAll("'", "%27");
}

/** The HTML of a text, divided at its pictures, which are rendered with the page. */
export function cutAtImages(html: string): (string | TextImage)[] {
  // split() with a group: every second part is the match of the group.
  return html.split(WRITTEN).map((part, i) => (i % 2 === 0 ? part : imageOf(part)));
}

/** The reverse of `placeholderText`. */
function imageOf(text: string): TextImage {
  return JSON.parse(decodeURIComponent(text)) as TextImage;
}
