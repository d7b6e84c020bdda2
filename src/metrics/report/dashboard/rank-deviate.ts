/**
 * How many standard deviations the value of rank `c` of `n` lies from the median: the normal deviate
 * of the probability that fewer than `c` of them lie below it, each with the chance of one half.
 */
export function rankDeviate(c: number, n: number): number {
  // Here the normal distribution itself, half a value further out, is right to a thousandth.
  if (n > 1_000) return (n + 1 - 2 * c) / Math.sqrt(n);
  // (n over i) / 2^n for i = c − 1, halved on the way so that it stays in range; then each one below it.
  let term = 1;
  let halvings = n;
  for (let i = 1; i < c; i++) {
    term *= (n - c + 1 + i) / i;
    for (; term > 1 && halvings > 0; halvings--) term /= 2;
  }
  term *= 0.5 ** halvings;
  let probability = 0;
  for (let i = c - 1; i >= 0; i--) {
    probability += term;
    term *= i / (n - i + 1);
  }
  return upperDeviate(probability);
}

/** z with the share `p` (0–0.5) of the normal distribution above it, to 0.0005: Abramowitz and Stegun, 26.2.23. */
function upperDeviate(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + 0.802853 * t + 0.010328 * t ** 2;
  const denominator = 1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3;
  return t - numerator / denominator;
}
