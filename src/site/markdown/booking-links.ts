import type { HastPluginDefinition } from "satteri";
import { bookingKind, type CalHosts } from "../../booking/booking-link.ts";
import { withPrefill, type Prefill } from "../../booking/prefill.ts";
import { bookingAddress, linkAddress } from "./booking-address.ts";

/**
 * Gives a text's links to the booking site the attributes of BookingLink.astro. A link that is alone in its
 * paragraph becomes a button. The placements in the stats are text-1, text-2, … in the order of the text.
 */
export function bookingLinks(hosts: CalHosts): () => HastPluginDefinition {
  return () => {
    let count = 0;
    return {
      name: "booking-links",
      element: {
        filter: ["a"],
        visit(node, context) {
          const href = String(node.properties.href ?? "");
          const address = bookingAddress(href, hosts);
          if (!address) return;
          context.setProperty(node, "href", linkAddress(href, hosts));
          // Cal offers no embeddable version of a private link, so that it stays an ordinary link.
          if (bookingKind(address.link) === "private") context.setProperty(node, "data-booking-page", "");
          else {
            count += 1;
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

const LINK = /<a\b(?:[^>"]|"[^"]*")*\bdata-booking-link="([^"]*)"(?:[^>"]|"[^"]*")*>/g;

/**
 * A rendered text whose booking links fill in Cal's form with what site.yaml says for their events. It is done for each
 * page and not by the plugin above, because rendered texts are cached.
 */
export function withEventPrefills(html: string, prefillOf: (path: string) => Prefill | undefined): string {
  return html.replace(LINK, (link, path: string) => {
    const prefill = prefillOf(path);
    return prefill ? link.replace(/\bhref="([^"?#]*)(\?[^"#]*)?/, (_, page: string, search = "") => `href="${page}${escaped(withPrefill(unescaped(search as string), prefill))}`) : link;
  });
}

const unescaped = (text: string) => text.replace(/&(?:amp|#38|#x26);/gi, "&");
const escaped = (text: string) => text.replaceAll("&", "&amp;");
