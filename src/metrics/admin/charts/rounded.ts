/** To two decimals: finer steps are invisible in a chart and make the page larger. */
export function rounded(n: number): number {
  return Math.round(n * 100) / 100;
}
