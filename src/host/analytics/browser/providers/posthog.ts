import type { EntryOf } from "../../analytics-config.ts";
import { postHogFiles } from "../../posthog-files.ts";
import { addScript, globals, properties, type Provider } from "../provider.ts";
import { sentUrl } from "../sent-url.ts";

type PostHog = { push(call: readonly unknown[]): unknown };

const call = (...words: unknown[]) => void (globals.posthog as PostHog).push(words);

/** https://posthog.com/docs/libraries/js/config. Recording, surveys and the automatic capture of clicks are off: they would read the booking dialog. */
export default function posthog(entry: EntryOf<"posthog">): Provider {
  const { id, host = "https://us.i.posthog.com", event } = entry;
  return {
    start() {
      if (globals.posthog) return;
      const config = { api_host: host, autocapture: false, capture_pageview: true, disable_session_recording: true, disable_surveys: true, person_profiles: "identified_only", before_send: cleaned };
      // The queue that array.js reads: what to set up, and the calls until then.
      globals.posthog = Object.assign([], { _i: [[id, config, "posthog"]], people: [], __SV: 1 });
      void addScript(`${postHogFiles(host)}/static/array.js`);
    },
    convert: (conversion) => call("capture", event, { ...properties(conversion), booking_id: conversion.id }),
    stop: () => call("opt_out_capturing"),
  };
}

/** The event with every address of this site in it as `sentUrl` has it. */
function cleaned<T>(value: T): T {
  if (typeof value === "string") return (value.startsWith(location.origin) ? sentUrl(value) : value) as T;
  if (Array.isArray(value)) return value.map((one) => cleaned<unknown>(one)) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleaned(one as unknown)])) as T;
}
