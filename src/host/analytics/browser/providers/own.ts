import type { EntryOf } from "../../analytics-config.ts";
import { addScript, type Conversion, type Provider } from "../provider.ts";

declare global {
  interface DocumentEventMap {
    /** A booking that has not been counted in this browser: once, whatever is loaded again. For scripts of the site's own. */
    "readyslot:conversion": CustomEvent<Conversion>;
  }
}

/** A script of the site's own, which listens to `readyslot:conversion`. */
export default function own(entry: EntryOf<"own">): Provider {
  const { src } = entry;
  return {
    start: () => addScript(src),
    convert: (detail) => void document.dispatchEvent(new CustomEvent("readyslot:conversion", { detail })),
  };
}
