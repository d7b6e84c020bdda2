import * as abuse from "./abuse.ts";
import * as browsing from "./browsing.ts";
import * as reporting from "./reporting.ts";
import type { Scene } from "./scene.ts";

/**
 * The traffic of a bad day, in shares that two shared cores can handle: one core for the sender and one for the
 * server at best.
 *
 * Measured CPU time of the server per request: a static file 0.2–0.4 ms, a refusal 1.2–2.0, embed.js 2.3 (it is
 * compressed each time), a sample 2.9–5.4, an intent or a booking 1.5–2.7, a report 6.3. More than half are files,
 * as on a real site; one in seven is a sample that counts (30 per second, or 2.6 million openings a day); one in
 * seven is bad. On average 1.4 ms: a quarter to a third of a core at 200 requests per second. Rare kinds have a
 * share of one or two per mille: 36 or 72 requests in three minutes.
 */

/** One kind of traffic. */
export interface Kind {
  readonly name: string;
  /** Share of the requests. */
  readonly perMille: number;
  /** Sends a request of this kind, or several that belong together, and waits for the answers. */
  act(scene: Scene): Promise<unknown>;
  /** All of it comes from one address. */
  readonly isFromOneAddress?: boolean;
}

export const MIX: readonly Kind[] = [
  { name: "page", perMille: 148, act: browsing.page },
  { name: "asset", perMille: 150, act: browsing.asset },
  { name: "file that the browser has", perMille: 110, act: browsing.knownFile },
  { name: "nothing there", perMille: 55, act: browsing.nothingThere },
  { name: "malformed path", perMille: 15, act: browsing.malformedPath },
  { name: "moved page", perMille: 40, act: browsing.movedPage },
  { name: "HEAD of a page", perMille: 10, act: browsing.headOfPage },
  { name: "POST to a page", perMille: 10, act: browsing.postToPage },
  { name: "embed.js", perMille: 40, act: browsing.embedScript },
  { name: "health", perMille: 25, act: browsing.health },
  { name: "figures, with the token", perMille: 5, act: browsing.readFigures },
  { name: "figures, wrong parameters", perMille: 5, act: browsing.readWithWrongParameters },
  { name: "figures, without the token", perMille: 20, act: browsing.readWithoutToken },
  { name: "admin's page without a session", perMille: 10, act: browsing.adminWithoutSession },
  { name: "sign-in page", perMille: 5, act: browsing.signInPage },
  { name: "wrong password", perMille: 10, act: browsing.wrongPassword },
  { name: "form from another site", perMille: 5, act: browsing.foreignForm },

  { name: "full sample", perMille: 80, act: reporting.full },
  { name: "sample with free times", perMille: 26, act: reporting.withTimes },
  { name: "sample whose pick comes later", perMille: 4, act: reporting.pickedLater },
  { name: "failed sample", perMille: 8, act: reporting.failed },
  { name: "smallest sample", perMille: 5, act: reporting.minimal },
  { name: "sample again", perMille: 15, act: reporting.sampleAgain },
  { name: "the same sample twice at once", perMille: 4, act: reporting.twiceAtOnce },
  { name: "sample whose answer is lost", perMille: 4, act: reporting.answerLost },
  { name: "slow sender", perMille: 4, act: reporting.slowSender },
  { name: "intent", perMille: 15, act: reporting.intent },
  { name: "intent again", perMille: 4, act: reporting.intentAgain },
  { name: "booking", perMille: 6, act: reporting.booking },
  { name: "booking again", perMille: 3, act: reporting.bookingAgain },
  { name: "webhook", perMille: 2, act: reporting.webhook },
  { name: "report of the policy", perMille: 8, act: reporting.policyReport },
  { name: "report of an error", perMille: 4, act: reporting.errorReport },

  { name: "garbage", perMille: 50, act: abuse.garbage },
  { name: "oversized", perMille: 8, act: abuse.oversized },
  { name: "oversized, unfinished", perMille: 2, act: abuse.oversizedUnfinished },
  { name: "wrong type", perMille: 10, act: abuse.wrongType },
  { name: "wrong method", perMille: 8, act: abuse.wrongMethod },
  { name: "foreign origin", perMille: 10, act: abuse.foreignOrigin },
  { name: "bot", perMille: 10, act: abuse.bot },
  { name: "flood", perMille: 20, act: abuse.flood, isFromOneAddress: true },
  { name: "webhook, wrong signature", perMille: 8, act: abuse.wrongSignature },
  { name: "webhook, oversized", perMille: 2, act: abuse.oversizedWebhook },
  { name: "half a body", perMille: 5, act: abuse.halfBody },
  { name: "silent sender", perMille: 2, act: abuse.silentSender },
  { name: "half a head", perMille: 3, act: abuse.halfHead },
  { name: "leaves before the answer", perMille: 5, act: abuse.leavesBeforeTheAnswer },
  { name: "no HTTP", perMille: 1, act: abuse.noHttp },
  { name: "endless head", perMille: 1, act: abuse.endlessHead },
];

/** Draws a kind, with a probability in proportion to its share. */
export function drawKind(random: () => number, mix: readonly Kind[] = MIX): Kind {
  let left = random() * mix.reduce((sum, { perMille }) => sum + perMille, 0);
  const kind = mix.find(({ perMille }) => (left -= perMille) < 0) ?? mix.at(-1);
  if (!kind) throw new RangeError("There is no traffic without a kind.");
  return kind;
}
