import type { CalendarLook } from "../../booking/cal-look.ts";
import type { BuiltBrand } from "./brand-build.ts";
import type { Token, Tokens } from "./brand-tokens.ts";

/**
 * Cal's colours and the tokens that they are. Its others stay as they are: they show states, such as an error, or are
 * hardly seen, and each name takes 8 bytes of every page.
 *
 * @see https://cal.com/help/embedding/customize-embed-css-variables
 */
const COLOURS: Readonly<Record<string, Token>> = {
  /** The chosen day, and the button that confirms a booking. */
  "cal-brand": "accent",
  "cal-brand-emphasis": "accent-hover",
  "cal-brand-text": "on-accent",
  "cal-text": "ink",
  "cal-text-emphasis": "ink",
  "cal-text-subtle": "quiet",
  /** The card. */
  "cal-bg": "paper",
  "cal-bg-muted": "sink",
  /** What is pointed at. */
  "cal-bg-subtle": "sink",
  /** Days with free times. */
  "cal-bg-emphasis": "line",
  "cal-border": "line",
  "cal-border-subtle": "line",
  /** Around the card. */
  "cal-border-booker": "line",
};

const coloursOf = (tokens: Tokens) => Object.fromEntries(Object.entries(COLOURS).map(([name, token]) => [name, tokens[token]]));

/** The brand's look for Cal's calendar, in light and in dark. */
export function calendarLook({ tokens, calendar }: Pick<BuiltBrand, "tokens" | "calendar">): CalendarLook {
  return { cssVarsPerTheme: { light: coloursOf(tokens.light), dark: coloursOf(tokens.dark) }, ...(calendar.hideDetails && { hideEventTypeDetails: true }) };
}
