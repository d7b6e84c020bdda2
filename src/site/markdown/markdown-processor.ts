import { satteri } from "@astrojs/markdown-satteri";
import type { CalHosts } from "../../booking/booking-link.ts";
import { bookingLinks } from "./booking-links.ts";
import { footnotePlaceholders, numberedFootnotes } from "./footnotes.ts";
import { headingIds } from "./heading-ids.ts";
import { hiddenImages, imagePlaceholders } from "./images.ts";
import { MARKDOWN_FEATURES } from "./markdown-features.ts";
import { safeHtml } from "./safe-html.ts";
import { scrollers } from "./scrollers.ts";
import { taskLists } from "./task-lists.ts";

/** The Markdown processor of this site. @param hosts the hosts of the booking site. */
export function markdownProcessor(hosts: CalHosts) {
  return satteri({
    mdastPlugins: [hiddenImages, headingIds, numberedFootnotes, taskLists],
    // safeHtml is first, so that the others see only what will be on the page.
    hastPlugins: [safeHtml, bookingLinks(hosts), imagePlaceholders, footnotePlaceholders, scrollers],
    features: MARKDOWN_FEATURES,
  });
}
