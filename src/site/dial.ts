/** The attributes of a circle whose dashes form a dial, in the units of the drawing. */
interface Dashes {
  r: number;
  "stroke-dasharray": string;
  "stroke-dashoffset": number;
}

const rounded = (length: number) => Math.round(length * 1e4) / 1e4;

/** `count` ticks around a circle. `share` (0–1) is the width of a tick relative to the distance between two. */
export function ticks(r: number, count: number, share: number): Dashes {
  const step = (2 * Math.PI * r) / count;
  return { r, "stroke-dasharray": `${rounded(share * step)} ${rounded((1 - share) * step)}`, "stroke-dashoffset": rounded((share * step) / 2) };
}

/** The part of a circle between two minutes, on a dial of `turn` minutes. */
export function arc(r: number, [from, to]: readonly [number, number], turn: number): Dashes {
  const minute = (2 * Math.PI * r) / turn;
  return { r, "stroke-dasharray": `${rounded((to - from) * minute)} ${rounded(turn * minute)}`, "stroke-dashoffset": rounded(-from * minute) };
}
