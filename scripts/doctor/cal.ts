/** Checks Cal: its script, the event's page and kind, whether this site may frame it, its free times, its version and its clock. */
import { calSettings } from "../../src/booking/cal-settings.ts";
import { bookingPageUrl, type BookingLink } from "../../src/booking/booking-link.ts";
import { checkForMoves } from "../../src/booking/moved-events.ts";
import { EmbedScriptError, fetchEmbedScript, type EmbedScriptErrorKind } from "../../src/booking/server/fetch-embed-script.ts";
import { parseEmbedUrl } from "../../src/booking/server/embed-url.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { siteAddress } from "../../src/site/seo/site-address.ts";
import { found, ok, problem, skipped, warning, type Finding } from "./findings.ts";
import { ask, bytesText, type Answer } from "../live-site/ask.ts";
import { kindWithoutTimes, NO_TIMES_REMEDY } from "../live-site/calendar.ts";
import { clockFinding } from "./clock.ts";
import { freeTimesFinding } from "./free-times.ts";
import { framingRefusal } from "./framing.ts";
import { openEvent, PAINT_LIMIT, TIMES_LIMIT, type EventOpening } from "./open-event.ts";
import { TIME_LIMIT_MS, type Setup } from "./setup.ts";

export async function calFindings({ env, place, browser, browserArgs = [], timeLimitMs = TIME_LIMIT_MS }: Setup): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => /^(PUBLIC_)?CAL_(LINK|ORIGIN|SITE|EMBED|API)|^SITE_URL/.test(name)))) return [skipped("Cal", "Skipped because of the problem under Settings.")];
  const cal = calSettings(env);
  const { origin, site, link, isDemo } = cal;
  const address = env.CAL_EMBED_URL || `${origin}/embed/embed.js`;
  // Each request has the full time limit.
  const init = () => ({ signal: AbortSignal.timeout(timeLimitMs), redirect: "follow" }) as const;
  const page = await reach(() => ask(new URL(bookingPageUrl(link, { origin, site })), init()));
  if (isDemo && "why" in page) return [skipped("Cal", "This is the demo calendar, which only runs together with npm start. Set PUBLIC_CAL_LINK to use your own.")];
  const [script, times, embed, version, moves] = await Promise.all([
    scriptFinding(address, timeLimitMs),
    freeTimesFinding({ env, cal, timeLimitMs }),
    reach(() => ask(new URL(`/${link.path}/embed?embed=doctor`, origin), init())),
    versionOf(origin, init()),
    checkForMoves([link.path], cal, { timeLimitMs }),
  ]);
  const event = eventFinding(page, link, version);
  const clock = "headers" in page ? clockFinding("Cal", page.headers) : undefined;
  return [script, event, ...(event.verdict === "ok" ? await framed() : []), times, ...(clock ? [clock] : [])];

  /** A missing page says nothing about its frame, and a calendar that may not be framed cannot open in a browser. */
  async function framed(): Promise<readonly Finding[]> {
    const [move] = moves.reports;
    if (move) return [problem("Cal's origin", move.says, move.remedy)];
    const frame = frameFinding(embed, new URL(origin), new URL(siteAddress(env)));
    if (frame.verdict !== "ok" || script.verdict !== "ok") return [frame];
    if (browser === undefined) return [frame, skipped("Calendar", "Not opened, because there is no Chrome or Chromium (CHROME_PATH), or because of --no-browser.")];
    const opening = await found("Calendar", async () => openingFinding(await openEvent({ browser, browserArgs, link, origin, script: address, site: siteAddress(env), hasTimes: !kindWithoutTimes(link) }), link));
    return [frame, ...opening];
  }
}

const SCRIPT_REMEDIES: Record<EmbedScriptErrorKind, string> = {
  unreachable: "Check PUBLIC_CAL_ORIGIN (or CAL_EMBED_URL), and whether Cal is running. status.cal.com shows the outages of Cal.com.",
  timeout: "Try again. If it times out again, Cal or the connection to it is slow.",
  redirect: "Set CAL_EMBED_URL to the last address of the redirects.",
  status: "Set CAL_EMBED_URL to the address of Cal's embed.js, or remove it if PUBLIC_CAL_ORIGIN is right.",
  "content-type": "This is not the script. Set CAL_EMBED_URL to the address of Cal's embed.js.",
  size: "This is not the script. Set CAL_EMBED_URL to the address of Cal's embed.js.",
};

async function scriptFinding(address: string, timeLimitMs: number): Promise<Finding> {
  try {
    const script = await fetchEmbedScript(parseEmbedUrl(address), timeLimitMs);
    return ok("Cal's script", `${bytesText(script.length)} from ${new URL(address).host}.`);
  } catch (error) {
    if (!(error instanceof EmbedScriptError)) throw error;
    return problem("Cal's script", error.message, SCRIPT_REMEDIES[error.kind]);
  }
}

function eventFinding(page: Answer | Unreached, link: BookingLink, version: string): Finding {
  const { path } = link;
  if ("why" in page) return problem("Cal's event", `The booking page cannot be reached: ${page.why}`, "Check PUBLIC_CAL_SITE, and whether Cal is running.");
  switch (page.status) {
    case 200:
      return ok("Cal's event", `The page of ${path} answered within ${page.ms} ms. Cal's version: ${version}.${kindText(link)}`);
    case 404:
      return problem("Cal's event", `Cal has no event at ${path}.`, "Copy the event's link from Cal, set PUBLIC_CAL_LINK to its path, for example you/30min, and build again.");
    case 401:
    case 403:
      return problem("Cal's event", `The event ${path} is not public (${page.status}).`, "Make it public in the event's settings in Cal (not hidden, no private link), or set PUBLIC_CAL_LINK to another event.");
    default:
      return problem("Cal's event", `The page of ${path} answered ${page.status}.`, page.status >= 500 ? "This is an error of Cal. Try again, and check its status page." : "Open the page in a browser and compare its address with PUBLIC_CAL_LINK and PUBLIC_CAL_SITE.");
  }
}

function kindText(link: BookingLink): string {
  const kind = kindWithoutTimes(link);
  return kind ? ` ${kind}: it opens in the dialog, and its openings are counted as opened, not ready.` : "";
}

function frameFinding(embed: Answer | Unreached, origin: URL, by: URL): Finding {
  if ("why" in embed) return problem("Cal's frame", `The embedded calendar cannot be reached: ${embed.why}`, "Check PUBLIC_CAL_ORIGIN; the booking page at PUBLIC_CAL_SITE works.");
  if (embed.status !== 200) return problem("Cal's frame", `The embedded calendar answered ${embed.status}, although the booking page answered 200.`, "PUBLIC_CAL_ORIGIN must be the host of the same Cal that serves PUBLIC_CAL_SITE.");
  const refusal = framingRefusal(embed.headers, origin, by);
  if (refusal) return problem("Cal's frame", `${origin.host} does not allow ${by.origin} to frame its calendar: ${refusal}.`, "Allow it in the headers of its host, or of the proxy in front of it, for the paths that end in /embed.");
  return ok("Cal's frame", `${by.origin} is allowed to frame it.`);
}

/** Cal's version from its /api/version, which not every Cal has. */
async function versionOf(origin: string, init: RequestInit): Promise<string> {
  try {
    const { version } = JSON.parse((await ask(new URL("/api/version", origin), init)).text) as { version?: unknown };
    return typeof version === "string" && /^[\w.+-]{1,40}$/.test(version) ? version : "unknown";
  } catch {
    return "unknown";
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

/** The messages that show whether a calendar opens; Cal sends others too. */
const DECISIVE = new Set(["linkReady", "availabilityLoaded", "bookerReady"]);

/** The finding of an event that was opened in a browser. */
function openingFinding({ messages, failedWith }: EventOpening, link: BookingLink): Finding {
  const kind = kindWithoutTimes(link);
  const came = messages.filter((type) => DECISIVE.has(type));
  if (failedWith !== undefined) return problem("Calendar", `Cal's page in the frame reports that it cannot show ${link.path}: ${failedWith}.`, "Check in Cal that the event exists and is public, and compare PUBLIC_CAL_LINK with its link.");
  if (!messages.includes("linkReady")) {
    const heard = messages.length > 0 ? `Cal only sent ${messages.join(", ")}` : "Cal sent no message";
    return problem("Calendar", `The calendar did not open in a browser within ${PAINT_LIMIT / 1_000} s: ${heard}.`, "Open the booking page in a browser. If it opens there, PUBLIC_CAL_ORIGIN or CAL_EMBED_URL belongs to another Cal, or something in front of Cal blocks it in frames.");
  }
  if (came.length > 1) return ok("Calendar", `Opened in a browser; Cal sent ${listOf(came)}. Openings are counted as ready.`);
  if (kind) return ok("Calendar", `Opened in a browser; Cal sent linkReady. ${kind}: Cal reports no free times for it, so openings are counted as opened, not ready.`);
  return warning("Calendar", `Opened in a browser; Cal sent linkReady, but within ${TIMES_LIMIT / 1_000} s neither availabilityLoaded nor bookerReady. Openings are counted as opened, not ready, and have no duration.`, NO_TIMES_REMEDY);
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
