import { z } from "astro/zod";
import { image, line } from "./fields.ts";

/** The services that a map leads to, as visitors know them, with the address that shows a place there. */
const SERVICES = {
  openstreetmap: { name: "OpenStreetMap", search: "https://www.openstreetmap.org/search?query=" },
  google: { name: "Google Maps", search: "https://www.google.com/maps/search/?api=1&query=" },
  apple: { name: "Apple Maps", search: "https://maps.apple.com/?q=" },
} as const;

export const mapSection = z
  .strictObject({
    type: z.literal("map"),
    heading: line(60).meta({ lines: 3 }).describe("The section's heading."),
    text: line(260).optional().describe("A sentence or two below the heading, for example how to find the door."),
    image: image.describe("A picture of the map, which is a link to it."),
    service: z.enum(["openstreetmap", "google", "apple"]).default("openstreetmap").describe("Where the map opens."),
    address: line(200).optional().describe('The address, if it is not the one of the organization in site.yaml: "Example Street 1, 10115 Berlin".'),
  })
  .describe("A picture of a map with the address, as a link to the map. Nothing is loaded from other sites.");

/** A postal address on one line, without its country. With a region it is as such addresses are written: "Portland, OR 97201". */
export function addressLine({ street, postalCode = "", city, region }: { street: string; postalCode?: string | undefined; city: string; region?: string | undefined }): string {
  const town = region ? `${city}, ${region} ${postalCode}` : `${postalCode} ${city}`;
  return `${street}, ${town.trim()}`;
}

/** Where the map of a place is, and at whom. */
export function mapLink(service: keyof typeof SERVICES, address: string): { readonly host: string; readonly href: string } {
  const { name, search } = SERVICES[service];
  return { host: name, href: search + encodeURIComponent(address) };
}
