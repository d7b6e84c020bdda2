/** A time of `ms` in seconds, with the decimal sign of the language: "3.17 s", in German "3,17 s". The space does not break. */
export function secondsText(ms: number, language: string): string {
  const parts = new Intl.NumberFormat(language, { style: "unit", unit: "second", unitDisplay: "narrow", minimumFractionDigits: 2, maximumFractionDigits: 2 }).formatToParts(ms / 1000);
  const number = parts.filter(({ type }) => type !== "unit" && type !== "literal").map(({ value }) => value).join("");
  const unit = parts.find(({ type }) => type === "unit")?.value ?? "";
  // The narrow form has no space in English, and is "Sek." in German.
  return `${number}\u00A0${/^(?!\p{Script=Latin})./u.test(unit) ? unit : "s"}`;
}
