import type { AlertChannel } from "../../alerts/alert-state.ts";
import type { Delivery, ReceiverAnswer } from "../../../host/messages/post-message.ts";
import type { DigestStatus } from "../../digest/deliver-digest.ts";
import type { DigestChannel } from "../../digest/digest-channels.ts";
import type { Words } from "../../../host/words/words.ts";

/** A message of a channel, and how it went. Times in epoch ms. */
export interface DeliveredMessage {
  readonly name: AlertChannel | DigestChannel;
  readonly is: Delivery["is"] | "sending";
  readonly answer?: ReceiverAnswer | undefined;
  readonly at?: number;
  readonly next?: number;
}

/** A message is not being sent for longer than this: the process has ended. */
const SENDING_MS = 60_000;

/** The messages of a week's digest. One that nobody has finished sending may have arrived. */
export function digestMessages(status: DigestStatus, now: Date): DeliveredMessage[] {
  return Object.entries(status).map(([name, { is, at, next, answer }]) => {
    const isLeft = is === "sending" && now.getTime() - at > SENDING_MS;
    return { name: name as DigestChannel, is: isLeft ? "unknown" : is, at, next, answer };
  });
}

/** What an admin can do about an answer; undefined if it needs nothing, or nothing is known. */
export function hintFor({ name, is, answer }: DeliveredMessage): keyof Words["settingsPage"]["hints"] | undefined {
  const status = answer?.status;
  if (is === "sent" || status === undefined) return undefined;
  if (status === 429) return "often";
  if (status >= 500) return "down";
  return name === "mail" ? "mail" : "webhook";
}
