/** To hundredths of a percent or a px, which nobody sees, and which keep the page light. */
export function rounded(n: number): number {
  return Math.round(n * 100) / 100;
}
