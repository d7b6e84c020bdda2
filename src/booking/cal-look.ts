/** The argument of Cal's instruction "ui": how its calendar looks. */
export interface CalendarLook {
  /** Cal's custom properties, without the two hyphens, for each theme. */
  readonly cssVarsPerTheme: Readonly<Record<"light" | "dark", Readonly<Record<string, string>>>>;
  /** Leaves out the column with the event's title and description. */
  readonly hideEventTypeDetails?: boolean;
}
