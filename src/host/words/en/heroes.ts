/** The tests of pages' heroes, on the admin page and in a report. */
import { formats } from "./formats.ts";

const { count, decimal, fixedDecimal, plural } = formats;
/** A share, 0–1, as percentage points. */
const points = (share: number) => fixedDecimal(share * 100);

export const heroTests = {
  title: "Tests of page tops",
  heading: ({ name }: { name: string }) => `Test “${name}”`,
  opened: "Openings.",
  booked: "Bookings.",
  version: "Version",
  versions: { a: "A (as it was)", b: "B (the test)" },
  columns: { visitors: "Visitors", openings: "Openings", opened: "Open it", bookings: "Bookings", booked: "Book" },
  caption: "Differences with their 95 % confidence intervals",
  difference: "B − A (95 % interval)",
  range: ({ low, high }: { low: number; high: number }) => `${decimal(low * 100)} to ${decimal(high * 100)}`,
  points: ({ share }: { share: number }) => `${decimal(share * 100)} ${plural(share * 100, { one: "point", other: "points" })}`,
  explained:
    "Visitors are browsers that showed the top of the page, each counted once a day; known crawlers see A and are not counted. Openings are those on this page. " +
    "Bars are 95 % confidence intervals; the vertical line is no difference. An interval is valid for one look only: choose the day of the verdict in advance.",
  verdicts: {
    opened: ({ value, low, high }: { value: number; low: number; high: number }) =>
      `Of the visitors who see B, ${points(Math.abs(value))} percentage points ${value > 0 ? "more" : "fewer"} open the calendar than of those who see A (95 % confidence interval: ${points(low)} to ${points(high)}).`,
    booked: ({ value, low, high }: { value: number; low: number; high: number }) =>
      `Of the visitors who see B, ${points(Math.abs(value))} percentage points ${value > 0 ? "more" : "fewer"} book than of those who see A (95 % confidence interval: ${points(low)} to ${points(high)}).`,
    notRelevant: ({ share }: { share: number }) => `No relevant difference: it is below ${decimal(share * 100)} ${plural(share * 100, { one: "percentage point", other: "percentage points" })} in either direction.`,
    notYet: ({ n }: { n: number }) => `No verdict yet: about ${count(n)} more ${plural(n, { one: "visitor", other: "visitors" })} needed.`,
    tooFew: ({ a, b, least }: { a: number; b: number; least: number }) => `No verdict yet: A has ${count(a)} and B has ${count(b)} of the ${count(least)} visitors needed.`,
    tooFewSenders: ({ least }: { least: number }) => `No verdict yet: the openings have to come from at least ${count(least)} senders.`,
    notCounted: "Visitors are counted by day and for the page as a whole: choose at least 7 days, and remove filters. Where the site asks for consent to measuring, they are not counted.",
  },
};
