import type { CollectionEntry } from "astro:content";

/** Whether a page or an article offers a booking; only such a page gets the dialog and the button in its header. */
export function offersBooking({ data, rendered }: CollectionEntry<"pages"> | CollectionEntry<"posts">): boolean {
  if (rendered?.html.includes("data-booking-link")) return true;
  if ("author" in data) return data.cta !== undefined;
  return (
    data.hero.cta !== undefined ||
    data.sections.some((section) => section.type === "cta" || (section.type === "pricing" && section.plans.some(({ cta }) => cta)))
  );
}
