import type { Features } from "satteri";

/**
 * What this site's Markdown has: CommonMark and GitHub's extensions. The check reads texts with the same
 * set, so that it sees what a page will show.
 */
export const MARKDOWN_FEATURES: Features = {
  gfm: true,
  // A text shows the signs that were typed. Otherwise "--force" is shown with one dash, 5'10" with the marks
  // of a quotation, and a page in German or French with those of English.
  smartPunctuation: false,
  // On, it would take the colon out of "10:30am".
  directive: false,
  // The fields of a page have been read by then. On, a text that begins with a line of three dashes would lose all up to the next.
  frontmatter: false,
};
