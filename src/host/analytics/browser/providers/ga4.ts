import type { EntryOf } from "../../analytics-config.ts";
import type { Provider } from "../provider.ts";
import { gtag, startTag, stopTag } from "./google.ts";

/** https://developers.google.com/analytics/devguides/collection/ga4/reference/events#generate_lead */
export default function ga4(entry: EntryOf<"ga4">): Provider {
  const { id, load, event, value } = entry;
  return {
    start: () => startTag(id, load === "after-consent" || CONSENT === "all"),
    convert: ({ id: booking, path, placement }) =>
      gtag("event", event, { send_to: id, transaction_id: booking, ...(path && { booking_event: path }), ...(placement && { placement }), ...(value && { value: value.amount, currency: value.currency }) }),
    stop: stopTag,
  };
}
