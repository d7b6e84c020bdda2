import type { EntryOf } from "../../analytics-config.ts";
import { addScript, globals, properties, type Provider } from "../provider.ts";
import { sentUrl } from "../sent-url.ts";

type Plausible = ((name: string, options?: object) => void) & { q?: unknown[][]; o?: object; init?: (options: object) => void };

/** https://plausible.io/docs/script-extensions. A script that Plausible made for one site ("pa-…") is set up with `init`, the older script with attributes. */
export default function plausible(entry: EntryOf<"plausible">): Provider {
  const { id, host = "https://plausible.io", event, value } = entry;
  const isOld = !id.startsWith("pa-");
  const url = sentUrl(location.href);
  const queue = (...call: unknown[]) => void (stub.q ??= []).push(call);
  const stub: Plausible = Object.assign(queue, { init: (options: object) => void (stub.o = options) });
  const send = (name: string, options: object) => (globals.plausible as Plausible)(name, { ...(isOld && { u: url }), ...options });
  return {
    start() {
      globals.plausible ??= stub;
      // The engagement that it reports later has the address of the page view.
      if (!isOld) (globals.plausible as Plausible).init?.({ transformRequest: (payload: object) => ({ ...payload, u: url }) });
      else send("pageview", {});
      void addScript(`${host}/js/${isOld ? "script.manual" : id}.js`, isOld ? { "data-domain": id } : {});
    },
    convert: (conversion) => send(event, { props: properties(conversion), ...(value && { revenue: value }) }),
  };
}
