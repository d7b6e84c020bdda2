/** Names of fields that are not words. */
const LABELS: Readonly<Record<string, string>> = { after: "Page after the booking", alt: "Description of the picture", cta: "Booking button", faq: "Questions", file: "The file itself", href: "Link", nav: "Menu", per: "Unit of the price", redirectFrom: "Old addresses", seo: "Search engines", src: "Picture", warmOnView: "Load the calendar early", watch: "Visitor's own time" };

/** The label of a field in a form: "headerButton" is "Header button". */
export function labelOf(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where a field is in a form, by its path: "sections[2].cta.label" is "Sections 3 › Booking button › Label". */
export function labelsOf(field: string): string {
  const parts = field.split(".").map((part) => {
    const [name = "", ...numbers] = part.split(/\[(\d+)\]/).filter(Boolean);
    return [labelOf(name), ...numbers.map((number) => Number(number) + 1)].join(" ");
  });
  return parts.join(" › ");
}
