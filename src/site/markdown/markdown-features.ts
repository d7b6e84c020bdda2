import type { Features } from "satteri";

/**
 * The Markdown of this site: CommonMark and GitHub's extensions. The content check uses the same features, so that
 * it sees what a page will show.
 */
export const MARKDOWN_FEATURES: Features = {
  gfm: true,
  // Characters stay as typed. Otherwise "--force" gets a single dash, 5'10" gets curly quotation marks, and German
  // and French pages get English ones.
  smartPunctuation: false,
  // It would remove the colon in "10:30am".
  directive: false,
  // The fields have already been read. A text that begins with a horizontal rule would lose everything up to the next one.
  frontmatter: false,
};
