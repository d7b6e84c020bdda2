/** Cal: its script, the event's page and what kind it is, whether our site may frame it, which version it is, what time it has. */
import { calSettings } from "../../src/booking/cal-settings.ts";
import { bookingPageUrl, type BookingLink } from "../../src/booking/booking-link.ts";
import { checkForMoves } from "../../src/booking/moved-events.ts";
import { EmbedScriptError, fetchEmbedScript, type EmbedScriptFault } from "../../src/booking/server/fetch-embed-script.ts";
import { parseEmbedUrl } from "../../src/booking/server/embed-url.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { siteAddress } from "../../src/site/seo/site-address.ts";
import { found, ok, problem, skipped, type Finding } from "./findings.ts";
import { ask, type Answer } from "../live-site/ask.ts";
import { bytesText } from "../live-site/bytes-text.ts";
import { kindWithoutTimes } from "../live-site/page-kind.ts";
import { clockFinding } from "./clock.ts";
import { framingRefusal } from "./framing.ts";
import { openEvent } from "./open-event.ts";
import { openingFinding } from "./opening.ts";
import { TIME_LIMIT_MS, type Patient } from "./patient.ts";

export async function calFindings({ env, place, browser, browserArgs = [], timeLimitMs = TIME_LIMIT_MS }: Patient): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => /^(PUBLIC_)?CAL_(LINK|ORIGIN|SITE|EMBED)|^SITE_URL/.test(name)))) return [skipped("Cal", "Not asked: see Settings.")];
  const cal = calSettings(env);
  const { origin, site, link, isDemo } = cal;
  const address = env.CAL_EMBED_URL || `${origin}/embed/embed.js`;
  // Each request has the whole of the limit.
  const init = () => ({ signal: AbortSignal.timeout(timeLimitMs), redirect: "follow" }) as const;
  const page = await reach(() => ask(new URL(bookingPageUrl(link, { origin, site })), init()));
  if (isDemo && "why" in page) return [skipped("Cal", "The demo calendar, which runs while npm start does. Set PUBLIC_CAL_LINK for your own.")];
  const [script, embed, version, moves] = await Promise.all([
    scriptFinding(address, timeLimitMs),
    reach(() => ask(new URL(`/${link.path}/embed?embed=doctor`, origin), init())),
    versionOf(origin, init()),
    checkForMoves([link.path], cal, { timeLimitMs }),
  ]);
  const event = eventFinding(page, link, version);
  const clock = "headers" in page ? clockFinding("Cal", page.headers) : undefined;
  return [script, event, ...(event.verdict === "ok" ? await framed() : []), ...(clock ? [clock] : [])];

  /** A page that is not there says nothing about its frame, and one that may not be framed opens in no browser. */
  async function framed(): Promise<readonly Finding[]> {
    const [move] = moves.reports;
    if (move) return [problem("Cal's origin", move.says, move.remedy)];
    const frame = frameFinding(embed, new URL(origin), new URL(siteAddress(env)));
    if (frame.verdict !== "ok" || script.verdict !== "ok") return [frame];
    if (browser === undefined) return [frame, skipped("Calendar", "Not opened: there is no Chrome or Chromium here (CHROME_PATH), or none was wanted.")];
    const opening = await found("Calendar", async () => openingFinding(await openEvent({ browser, browserArgs, link, origin, script: address, site: siteAddress(env), hasTimes: !kindWithoutTimes(link) }), link));
    return [frame, ...opening];
  }
}

const SCRIPT_REMEDIES: Record<EmbedScriptFault, string> = {
  unreachable: "Is PUBLIC_CAL_ORIGIN (or CAL_EMBED_URL) right, and Cal running? status.cal.com tells of Cal's own.",
  timeout: "Ask again. If it stays so, Cal is slow or the line to it is.",
  redirect: "Set CAL_EMBED_URL to where it leads in the end.",
  status: "Set CAL_EMBED_URL to the address of Cal's embed.js, or take it away if PUBLIC_CAL_ORIGIN is right.",
  "content-type": "What lies there is not the script: set CAL_EMBED_URL to the address of Cal's embed.js.",
  size: "What lies there is not the script: set CAL_EMBED_URL to the address of Cal's embed.js.",
};

async function scriptFinding(address: string, timeLimitMs: number): Promise<Finding> {
  try {
    const script = await fetchEmbedScript(parseEmbedUrl(address), timeLimitMs);
    return ok("Cal's script", `${bytesText(script.length)} from ${new URL(address).host}.`);
  } catch (error) {
    if (!(error instanceof EmbedScriptError)) throw error;
    return problem("Cal's script", error.message, SCRIPT_REMEDIES[error.fault]);
  }
}

function eventFinding(page: Answer | Unreached, link: BookingLink, version: string): Finding {
  const { path } = link;
  if ("why" in page) return problem("Cal's event", `The booking page cannot be reached: ${page.why}`, "Is PUBLIC_CAL_SITE right, and Cal running?");
  switch (page.status) {
    case 200:
      return ok("Cal's event", `The page of ${path} answers 200 within ${page.ms} ms. Cal's version: ${version}.${kindText(link)}`);
    case 404:
      return problem("Cal's event", `Cal has no event at ${path}.`, "Copy the event's link from Cal and set PUBLIC_CAL_LINK to its path, for example you/30min; then build again.");
    case 401:
    case 403:
      return problem("Cal's event", `The event ${path} is not public (${page.status}).`, "Make it public in Cal (the event's settings: not hidden, no private link), or choose another for PUBLIC_CAL_LINK.");
    default:
      return problem("Cal's event", `The page of ${path} answers ${page.status}.`, page.status >= 500 ? "Cal has a fault: ask again, and look at its status page." : "Open the page in a browser, and compare its address with PUBLIC_CAL_LINK and PUBLIC_CAL_SITE.");
  }
}

function kindText(link: BookingLink): string {
  const kind = kindWithoutTimes(link);
  return kind ? ` ${kind}: it opens in the dialog, and its openings are counted as opened, not ready.` : "";
}

function frameFinding(embed: Answer | Unreached, origin: URL, by: URL): Finding {
  if ("why" in embed) return problem("Cal's frame", `The calendar to embed cannot be reached: ${embed.why}`, "Is PUBLIC_CAL_ORIGIN right? The booking page answers, at PUBLIC_CAL_SITE.");
  if (embed.status !== 200) return problem("Cal's frame", `The calendar to embed answers ${embed.status} where the booking page answers 200.`, "PUBLIC_CAL_ORIGIN must be the host of the same Cal that serves PUBLIC_CAL_SITE.");
  const refusal = framingRefusal(embed.headers, origin, by);
  if (refusal) return problem("Cal's frame", `${origin.host} does not let ${by.origin} frame its calendar: ${refusal}.`, "Allow it at that Cal: in the headers of its host or of the proxy in front of it, for the paths that end in /embed.");
  return ok("Cal's frame", `${by.origin} may frame it.`);
}

/** Cal tells its version at /api/version; not every Cal does. */
async function versionOf(origin: string, init: RequestInit): Promise<string> {
  try {
    const { version } = JSON.parse((await ask(new URL("/api/version", origin), init)).text) as { version?: unknown };
    return typeof version === "string" && /^[\w.+-]{1,40}$/.test(version) ? version : "it does not say";
  } catch {
    return "it does not say";
  }
}

interface Unreached {
  why: string;
}

async function reach(get: () => Promise<Answer>): Promise<Answer | Unreached> {
  try {
    return await get();
  } catch (error) {
    return { why: (error as Error).message };
  }
}
