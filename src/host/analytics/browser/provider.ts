import type { AnalyticsEntry } from "../analytics-config.ts";

/** A booking, as providers get it: without Cal's uid, which leads to the booking and so to a person. */
export interface Conversion {
  /** The first 32 hex digits of SHA-256 of Cal's uid; the server's conversions have the same. */
  readonly id: string;
  /** The link's path at Cal, "studio/30min"; only the event, "30min", if the page knows no more; unknown after a booking on Cal's own page. */
  readonly path?: string;
  readonly placement?: string;
  readonly variant?: string;
}

export interface Provider {
  /** Loads the provider's script, and counts the page view. Resolves once `convert` may be called. */
  start(): void | Promise<void>;
  convert(conversion: Conversion): void;
  /** The visitor has withdrawn the consent: what the provider has for it. */
  stop?(): void;
}

/** An entry of `analytics` in src/site.config.ts, as the build puts it into the module "virtual:readyslot-providers". */
export interface ConfiguredProvider {
  /** Identifies the entry: a booking is sent to each once. */
  readonly key: string;
  readonly load: AnalyticsEntry["load"];
  readonly provider: Provider;
}

/** The window with the providers' globals, each under its name. */
export type ProviderWindow = Window & Record<string, unknown>;

export const globals = window as unknown as ProviderWindow;

/** Adds a classic script to the page. Resolves once it has run, or cannot be had: a blocker is no error. */
export function addScript(src: string, attributes: Readonly<Record<string, string>> = {}): Promise<void> {
  return new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { src, async: true });
    for (const [name, text] of Object.entries(attributes)) script.setAttribute(name, text);
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => resolve());
    document.head.append(script);
  });
}

/** A conversion's properties for providers that take any. */
export function properties({ path, placement }: Conversion): Record<string, string> {
  return { ...(path && { event: path }), ...(placement && { placement }) };
}
