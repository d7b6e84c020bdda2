import type { EntryOf } from "../../analytics-config.ts";
import { addScript, globals, type Provider } from "../provider.ts";
import { sentUrl } from "../sent-url.ts";

type Fathom = { trackPageview(options: object): void; trackEvent(name: string, options?: object): void };

const api = () => globals.fathom as Fathom | undefined;

/** https://usefathom.com/docs/script/script-advanced. An event has no properties. */
export default function fathom(entry: EntryOf<"fathom">): Provider {
  const { id, host = "https://cdn.usefathom.com", event } = entry;
  return {
    async start() {
      await addScript(`${host}/script.js`, { "data-site": id, "data-auto": "false" });
      api()?.trackPageview({ url: sentUrl(location.href) });
    },
    convert: () => api()?.trackEvent(event),
  };
}
