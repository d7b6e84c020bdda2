import type { EntryOf } from "../../analytics-config.ts";
import { addScript, globals, type Provider } from "../provider.ts";
import { isPersonal, sentUrl } from "../sent-url.ts";

const push = (data: object) => void ((globals.dataLayer ??= []) as object[]).push(data);

/**
 * https://developers.google.com/tag-platform/tag-manager/datalayer. A container's tags read the page's address by themselves, so
 * the container is not loaded where the address carries a visitor's data; `readyslot_page` is the address to use in tags.
 */
export default function gtm(entry: EntryOf<"gtm">): Provider {
  const { id, event } = entry;
  return {
    start() {
      push({ readyslot_page: sentUrl(location.href), "gtm.start": Date.now(), event: "gtm.js" });
      if (!isPersonal(location.href)) void addScript(`https://www.googletagmanager.com/gtm.js?id=${id}`);
    },
    convert: ({ id: booking, path, placement }) => push({ event, booking_id: booking, booking_event: path, placement }),
  };
}
