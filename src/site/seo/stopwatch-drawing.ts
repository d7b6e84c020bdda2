import type { TokenColours } from "./token-colours.ts";

/** The drawing of Stopwatch.astro for a picture: 480 wide, with its centre at 240, 318. */
export function stopwatchDrawing({ paper, ink, edge, accent }: TokenColours): string {
  return `<g fill="none" stroke="${ink}" stroke-width="2.5">
    <path d="M225 86V56h30v30"/>
    <rect x="206" y="16" width="68" height="40" rx="8"/>
    <path d="M220 26v20M230 26v20M240 26v20M250 26v20M260 26v20"/>
    <g transform="rotate(42 240 318)"><path d="M232 84V70h16v14"/><rect x="224" y="52" width="32" height="18" rx="5"/></g>
    <circle cx="240" cy="318" r="234" fill="${paper}" stroke-width="4"/>
    <circle cx="240" cy="318" r="220" stroke="${edge}" stroke-width="1"/>
    <path d="${ticks({ count: 150, from: 199, to: 209 })}" stroke="${edge}" stroke-width="1.25"/>
    <path d="${ticks({ count: 30, from: 191, to: 209 })}"/>
    <path d="${arc(30, 168)}" stroke="${accent}" stroke-width="14"/>
    <path d="M240 350V118" stroke-width="4" stroke-linecap="round" transform="rotate(30 240 318)"/>
    <circle cx="240" cy="318" r="10" fill="${ink}" stroke="none"/>
  </g>`;
}

function ticks({ count, from, to }: { count: number; from: number; to: number }): string {
  return Array.from({ length: count }, (_, i) => `M${point((i / count) * 360, from)}L${point((i / count) * 360, to)}`).join("");
}

/** From twelve o'clock to the hand. */
function arc(degrees: number, radius: number): string {
  return `M${point(0, radius)}A${radius} ${radius} 0 0 1 ${point(degrees, radius)}`;
}

function point(degrees: number, radius: number): string {
  const angle = (degrees / 180) * Math.PI;
  return `${(240 + radius * Math.sin(angle)).toFixed(2)} ${(318 - radius * Math.cos(angle)).toFixed(2)}`;
}
