import type { PageLoad } from "./page-load.ts";
import { CONTENDERS, SITUATIONS, type Contender, type Situation } from "./plan.ts";
import type { BenchResults, Row } from "./results.ts";
import { summarize } from "../command/statistics.ts";
import { TARGET_NETWORK } from "./targets.ts";
import { NETWORKS, networkText } from "./wire/networks.ts";

/** px, in the SVG's own units; it is 700 wide in a README. */
const WIDTH = 700;
const LABELS = 280;
const BAR = 18;
const STEP = 26;
const TOP = 64;
/** Space for the number after the longest bar. */
const NUMBER = 90;

const GROUPS: readonly (readonly Situation[])[] = [
  ["cold", "hover200", "hover400", "hover800", "touch", "keyboard", "inView", "readyBefore"],
  ["reopened"],
];

/**
 * Bars of click → ready with the targets' network and full speed, ours in the accent colour. The colours follow
 * the reader's colour scheme, and all words are text.
 *
 * @returns undefined if the run did not measure that.
 */
export function chartSvg({ legs, takenAt }: Pick<BenchResults, "legs" | "takenAt">): string | undefined {
  const leg = legs.find(({ network, cpu }) => network === TARGET_NETWORK && cpu === 1);
  if (!leg || leg.rows.length === 0) return undefined;
  const longest = Math.max(...leg.rows.map(({ ready }) => ready.median));
  const scale = (WIDTH - LABELS - NUMBER) / longest;
  const bars: string[] = [];
  let y = TOP;
  for (const situations of GROUPS) {
    const group = leg.rows.filter(({ situation }) => situations.includes(situation));
    for (const row of group) {
      bars.push(bar(row, y, scale));
      y += STEP;
    }
    if (group.length > 0) y += STEP / 2;
  }
  const price = prerenderPrice(leg.pageLoads);
  if (price) y += STEP;
  const title = "From the click to free times that can be picked";
  const about = `${networkText(NETWORKS[leg.network])}, medians of ${leg.rounds}, ${takenAt.slice(0, 10)}`;
  const words = leg.rows.map((row) => `${labelOf(row)}: ${msText(row.ready.median)}`).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${escapeXml(`${about}. ${words}. ${price ?? ""}`.trim())}</desc>
<style>
svg { --paper: #fbf9f4; --ink: #12151b; --quiet: #555b66; --bar: #858a93; --accent: #38bdf8; }
@media (prefers-color-scheme: dark) { svg { --paper: #090e19; --ink: #eef1f6; --quiet: #9ba7ba; --bar: #66748c; } }
text { font: 14px system-ui, sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums; }
.head { font-size: 17px; font-weight: 600; }
.quiet { font-size: 13px; fill: var(--quiet); }
.paper { fill: var(--paper); }
rect { fill: var(--bar); }
.ours rect { fill: var(--accent); }
.ours text { font-weight: 600; }
</style>
<rect class="paper" width="${WIDTH}" height="${y}" rx="6"/>
<text class="head" x="20" y="30">${title}</text>
<text class="quiet" x="20" y="50">${escapeXml(about)}</text>
${bars.join("\n")}${price ? `\n<text class="quiet" x="20" y="${y - STEP / 2 - 6}">${price}</text>` : ""}
</svg>
`;
}

/** A bar alone would make prerendering look free. */
function prerenderPrice(loads: readonly PageLoad[]): string | undefined {
  const down = (contender: Contender) => summarize(loads.filter((load) => load.contender === contender).map(({ downBytes }) => downBytes))?.median;
  const [prerender, plain] = [down("prerender"), down("plainLink")];
  if (prerender === undefined || plain === undefined) return undefined;
  return `Cal's prerender loads ${Math.round((prerender - plain) / 1000)} KB from Cal with every page view, wanted or not; ours loads nothing.`;
}

function bar(row: Row, y: number, scale: number): string {
  const length = Math.max(2, row.ready.median * scale);
  const middle = y + BAR / 2 + 5;
  return `<g${row.contender === "ours" || row.contender === "instant" ? ' class="ours"' : ""}>
<text x="${LABELS - 12}" y="${middle}" text-anchor="end">${escapeXml(labelOf(row))}</text>
<rect x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2"/>
<text x="${(LABELS + length + 8).toFixed(1)}" y="${middle}">${msText(row.ready.median)}</text>
</g>`;
}

/** The label of a bar, shorter than in the table. */
function labelOf({ contender, situation }: { contender: Contender; situation: Situation }): string {
  if (contender === "plainLink") return "a plain link, no embed";
  if (contender === "prerender" && situation === "cold") return "Cal's prerender, early click";
  return `${CONTENDERS[contender].replace(" (baseline)", "")}, ${SITUATIONS[situation]}`;
}

function msText(value: number): string {
  return `${Math.round(value).toLocaleString("en")} ms`;
}

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
