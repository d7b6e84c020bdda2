import type { HastPluginDefinition } from "satteri";
import { bookingKind, bookingPageUrl, type CalHosts } from "../../booking/booking-link.ts";
import { bookingAddress } from "./booking-address.ts";
import { withPluses } from "./pluses.ts";

/**
 * Makes booking links of a text's links to the booking site, with what BookingLink.astro gives its own.
 * One that is alone in its paragraph is a button; one inside a sentence stays a link. The numbers call
 * them text-1, text-2, … in their order.
 */
export function bookingLinks(hosts: CalHosts): () => HastPluginDefinition {
  return () => {
    let count = 0;
    return {
      name: "booking-links",
      element: {
        filter: ["a"],
        visit(node, context) {
          const address = bookingAddress(String(node.properties.href ?? ""), hosts);
          if (!address) return;
          // Cal has no version of a private link that can be embedded: it stays a link to the booking page, at the Cal that made it.
          if (bookingKind(address.link) !== "private") {
            count += 1;
            context.setProperty(node, "href", bookingPageUrl(address.link, hosts) + withPluses(address.search) + address.hash);
            context.setProperty(node, "data-booking-link", address.link.path);
            context.setProperty(node, "data-booking-placement", `text-${count}`);
          }
          const parent = context.parent(node);
          const isAlone = parent.type === "element" && parent.tagName === "p" && parent.children.length === 1;
          if (isAlone) context.setProperty(node, "className", ["button"]);
        },
      },
    };
  };
}
