import { inject, track } from "@vercel/analytics";
import type { EntryOf } from "../../analytics-config.ts";
import { properties, type Provider } from "../provider.ts";
import { sentUrl } from "../sent-url.ts";

/** https://vercel.com/docs/analytics/custom-events. The script is of this origin, where Vercel serves it; elsewhere it is a 404. */
export default function vercel(entry: EntryOf<"vercel">): Provider {
  const { event } = entry;
  let isStopped = false;
  return {
    start: () => inject({ mode: "production", scriptSrc: "/_vercel/insights/script.js", beforeSend: (sent) => (isStopped ? null : { ...sent, url: sentUrl(sent.url) }) }),
    convert: (conversion) => track(event, properties(conversion)),
    stop: () => void (isStopped = true),
  };
}
