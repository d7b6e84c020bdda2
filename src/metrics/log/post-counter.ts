/** Counts the posts of each sender, over all instances: one counter a day and sender, raised together with the post's record. */
import { KEPT, sendersKey } from "./keys.ts";
import type { GroupCommit } from "./group-commit.ts";

/** How many posts of a sender all instances have counted, this one included. */
export interface PostCount {
  /** Of the day (UTC): all posts, and those that were openings. */
  readonly day: number;
  readonly openings: number;
  /** Since this process first saw the sender, a minute ago at most. */
  readonly minute: number;
}

/** One counter holds a sender's posts of the day, and above these bits its openings. */
const OPENING = 2 ** 20;
const MINUTE_MS = 60_000;
const MOST_SENDERS_KNOWN = 10_000;

export type PostCounter = ReturnType<typeof createPostCounter>;

export function createPostCounter(commit: GroupCommit, now: () => Date) {
  const minutes = new Map<string, { since: number; before: number }>();
  return {
    /** Counts a post; one that `isCounted` already only as an opening. */
    async count(sender: string, { isOpening = false, isCounted = false } = {}): Promise<PostCount> {
      const by = (isOpening ? OPENING : 0) + (isCounted ? 0 : 1);
      const count = await commit.count({ key: sendersKey(now()), field: sender, by, keptSeconds: KEPT.senders });
      const day = count % OPENING;
      const known = minutes.get(sender);
      const isKnown = known !== undefined && performance.now() - known.since < MINUTE_MS && known.before < day;
      const minute = isKnown ? known : { since: performance.now(), before: day - 1 };
      if (minutes.size >= MOST_SENDERS_KNOWN) minutes.clear();
      minutes.set(sender, minute);
      return { day, openings: Math.floor(count / OPENING), minute: day - minute.before };
    },
  };
}
