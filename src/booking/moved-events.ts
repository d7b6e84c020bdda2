/** Whether Cal has moved events to another origin, as it does with the events of users who join an organisation. */
import type { CalNotice, CalSettings } from "./cal-settings.ts";

export interface MoveReport extends CalNotice {
  readonly paths: readonly string[];
}

export interface MoveCheck {
  readonly reports: readonly MoveReport[];
  /** The paths that Cal did not answer for in time. */
  readonly unanswered: readonly string[];
}

export interface MoveOptions {
  readonly timeLimitMs: number;
}

const MAX_REDIRECTS = 5;

/**
 * Asks Cal for the calendars of these paths, as the dialog's frame would, and reports those that are redirected to
 * another origin: the site's policy does not let the frame go there, and the booking code believes messages from
 * PUBLIC_CAL_ORIGIN alone. Never throws.
 */
export async function checkForMoves(paths: readonly string[], cal: Pick<CalSettings, "link" | "origin">, { timeLimitMs }: MoveOptions): Promise<MoveCheck> {
  const found = await Promise.all(paths.map(async (path) => ({ path, address: await finalAddress(new URL(`/${path}/embed?embed=check`, cal.origin), timeLimitMs) })));
  const moved = Map.groupBy(
    found.flatMap(({ path, address }) => (address && address.origin !== cal.origin ? [{ path, address }] : [])),
    ({ address }) => address.origin,
  );
  return {
    reports: [...moved].map(([origin, moves]) => moveReport(origin, moves, cal, moves.length === paths.length)),
    unanswered: found.flatMap(({ path, address }) => (address ? [] : [path])),
  };
}

interface Move {
  readonly path: string;
  readonly address: URL;
}

function moveReport(origin: string, moves: readonly Move[], { link, origin: before }: Pick<CalSettings, "link" | "origin">, areAll: boolean): MoveReport {
  const paths = moves.map(({ path }) => path);
  const lost = moves.find(({ path, address }) => !isSameEvent(path, address));
  if (lost) {
    return {
      paths,
      says: `Cal redirects ${lost.path} to ${lost.address.origin}${lost.address.pathname}, which is not its calendar.`,
      remedy: "Check the proxy or sign-in page in front of this Cal: its calendars must open without a sign-in.",
    };
  }
  const says = `Cal redirects ${paths.join(", ")} from ${before} to ${origin}, so the calendar cannot open in the dialog; the links lead to the booking page.`;
  if (!areAll) return { paths, says, remedy: `A site can open the calendars of one origin only. Move all of its events to the same organisation at Cal, then set PUBLIC_CAL_ORIGIN and PUBLIC_CAL_SITE to ${origin}.` };
  const renamed = moves.flatMap(({ path, address }) => (pathOf(address) === path ? [] : [{ path, to: pathOf(address) }]));
  const settings = [`PUBLIC_CAL_ORIGIN=${origin}`, `PUBLIC_CAL_SITE=${origin}`, ...renamed.filter(({ path }) => path === link.path).map(({ to }) => `PUBLIC_CAL_LINK=${to}`)];
  const others = renamed.filter(({ path }) => path !== link.path).map(({ path, to }) => `${to} instead of ${path}`);
  return { paths, says, remedy: `Set ${settings.join(" and ")}${others.length > 0 ? `, write ${others.join(", ")} in src/content` : ""}, and build again.` };
}

/** Whether the redirect leads to the event, and not to a sign-in. Its last segment stays when its owner gets another name. */
function isSameEvent(path: string, address: URL): boolean {
  return pathOf(address).split("/").at(-1) === path.split("/").at(-1);
}

function pathOf({ pathname }: URL): string {
  return pathname.replace(/^\/+|(?:\/embed)?\/*$/g, "");
}

/** The address at the end of all redirects; undefined without an answer in time. */
async function finalAddress(from: URL, timeLimitMs: number): Promise<URL | undefined> {
  const signal = AbortSignal.timeout(timeLimitMs);
  let address = from;
  try {
    for (let hops = 0; hops < MAX_REDIRECTS; hops++) {
      const response = await fetch(address, { redirect: "manual", signal });
      await response.body?.cancel();
      const location = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (location === null || !URL.canParse(location, address)) return address;
      address = new URL(location, address);
    }
    return address;
  } catch {
    // The last answer that came is worth more than none: a redirect may lead to where this machine cannot go.
    return address === from ? undefined : address;
  }
}
