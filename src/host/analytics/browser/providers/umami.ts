import type { EntryOf } from "../../analytics-config.ts";
import { addScript, globals, properties, type Conversion, type Provider } from "../provider.ts";
import { sentUrl } from "../sent-url.ts";

type Umami = { track(change: (payload: object) => object): unknown };

/** https://docs.umami.is/docs/tracker-functions. Its own page view would have the whole address, and its visitor id would be stored. */
export default function umami(entry: EntryOf<"umami">): Provider {
  const { id, host = "https://cloud.umami.is", event } = entry;
  const url = sentUrl(location.href);
  const track = (more: object) => (globals.umami as Umami | undefined)?.track((payload) => ({ ...payload, url, ...more }));
  return {
    async start() {
      await addScript(`${host}/script.js`, { "data-website-id": id, "data-auto-track": "false", "data-identity-stitching": "false" });
      track({});
    },
    convert: (conversion: Conversion) => void track({ name: event, data: { ...properties(conversion), booking_id: conversion.id } }),
  };
}
