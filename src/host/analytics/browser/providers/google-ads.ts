import type { EntryOf } from "../../analytics-config.ts";
import type { Provider } from "../provider.ts";
import { gtag, startTag, stopTag } from "./google.ts";

/** https://support.google.com/google-ads/answer/7548399; `transaction_id` lets Google drop a conversion that it has already. */
export default function googleAds(entry: EntryOf<"google-ads">): Provider {
  const { id, label, load, value } = entry;
  return {
    start: () => startTag(id, load === "after-consent" || CONSENT === "all"),
    convert: ({ id: booking }) => gtag("event", "conversion", { send_to: `${id}/${label}`, transaction_id: booking, ...(value && { value: value.amount, currency: value.currency }) }),
    stop: stopTag,
  };
}
