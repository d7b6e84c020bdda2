import type { View } from "./view.ts";

/** Inner size of a window, in CSS px. */
export interface Size {
  width: number;
  height: number;
}

/** A browser other than Chromium, controlled with its own protocol. */
export interface Engine {
  /** Opens an address as a new visitor with an empty cache. The previous visitor leaves. */
  visit(url: string): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit {
  page: View;
  /** The requests of the page and its frames so far. `destination` is as in `Sec-Fetch-Dest`; "script" for a preloaded script, too. */
  requests: { url: string; destination: string }[];
  /** Console errors and warnings, uncaught errors, files that failed to load and policy violations, of the page and its frames. */
  complaints: string[];
  /** Opens another address in the same tab. */
  open(url: string): Promise<void>;
  /** The browser's Back button. */
  back(): Promise<void>;
  resize(size: Size): Promise<void>;
}

/** Starts the engine. It reaches every server through the proxy on this port of 127.0.0.1. */
export type StartEngine = (proxy: { port: number }) => Promise<Engine>;
