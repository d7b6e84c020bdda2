import { satteri } from "@astrojs/markdown-satteri";
import type { CalHosts } from "../../booking/booking-link.ts";
import { bookingLinks } from "./booking-links.ts";
import { hiddenImages, imagePlaceholders } from "./images.ts";
import { scrollers } from "./scrollers.ts";

/** How this site reads Markdown. @param hosts where links become booking links, and where those lead. */
export function markdownProcessor(hosts: CalHosts) {
  return satteri({
    mdastPlugins: [hiddenImages],
    hastPlugins: [bookingLinks(hosts), imagePlaceholders, scrollers],
    // On, it would take the colon out of "10:30am".
    features: { directive: false },
  });
}
