import type { EntryOf } from "../../analytics-config.ts";
import { addScript, globals, properties, type Provider } from "../provider.ts";
import { isPersonal } from "../sent-url.ts";

interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[];
  push: unknown;
  loaded: boolean;
  version: string;
  disablePushState: boolean;
}

const send = (...call: unknown[]) => (globals.fbq as Fbq)(...call);

/**
 * https://developers.facebook.com/docs/meta-pixel/reference. fbevents.js reads the page's address by itself, so it is not loaded
 * where the address carries a visitor's data. `eventID` lets Meta drop the same conversion of the Conversions API.
 */
export default function meta(entry: EntryOf<"meta">): Provider {
  const { id, event, value } = entry;
  return {
    start() {
      if (!globals.fbq) {
        const fbq = ((...call: unknown[]) => (fbq.callMethod ? fbq.callMethod(...call) : void fbq.queue.push(call))) as Fbq;
        Object.assign(fbq, { queue: [], push: fbq, loaded: true, version: "2.0", disablePushState: true });
        // oxlint-disable-next-line no-underscore-dangle -- The name is fbevents.js's.
        globals.fbq = globals._fbq = fbq;
        if (!isPersonal(location.href)) void addScript("https://connect.facebook.net/en_US/fbevents.js");
      }
      // Or it would send the texts of buttons that are clicked, and the page's metadata.
      send("set", "autoConfig", false, id);
      send("init", id);
      send("trackSingle", id, "PageView");
    },
    convert: (conversion) => send(STANDARD.test(event) ? "trackSingle" : "trackSingleCustom", id, event, { ...properties(conversion), ...(value && { value: value.amount, currency: value.currency }) }, { eventID: conversion.id }),
    stop: () => send("consent", "revoke"),
  };
}

const STANDARD = /^(AddPaymentInfo|AddToCart|AddToWishlist|CompleteRegistration|Contact|CustomizeProduct|Donate|FindLocation|InitiateCheckout|Lead|Purchase|Schedule|Search|StartTrial|SubmitApplication|Subscribe|ViewContent)$/;
