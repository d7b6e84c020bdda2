import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from "playwright";
import { CAL_HOST } from "./hosts.ts";
import { instrument, SELECTORS, type BenchSelectors } from "./in-page.ts";
import type { CpuRate } from "./plan.ts";
import type { Network } from "./wire/networks.ts";
import type { Traffic } from "./wire/line.ts";
import type { Wire } from "./wire/wire.ts";

/** A visitor: a fresh profile on a separate line. */
export interface Visitor {
  readonly page: Page;
  readonly devtools: CDPSession;
  /** Ends the visit. @returns the traffic of the line. */
  leave(): Promise<Traffic>;
}

export interface VisitorOptions {
  network: Network;
  cpu: CpuRate;
  /** A phone with a touch screen instead of a desktop with a mouse. */
  isPhone: boolean;
}

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/**
 * Starts a browser for one kind of CPU. The slow one is that of a low-end Android phone: Chrome does not isolate
 * sites there, so a page and its frames share a process, and slowing it down slows the frame too. At full speed a
 * foreign frame has its own process, as on a desktop.
 */
export function launchBrowser(executablePath: string, wire: Wire, cpu: CpuRate): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--ignore-certificate-errors-spki-list=${wire.fingerprint}`,
      ...(cpu === 1 ? [] : ["--disable-site-isolation-trials"]),
    ],
  });
}

/** A new profile: empty cache, no open connection, no resolved name. */
export async function newVisitor(browser: Browser, wire: Wire, { network, cpu, isPhone }: VisitorOptions): Promise<Visitor> {
  const port = await wire.open(network);
  let context: BrowserContext | undefined;
  const leave = async () => {
    await context?.close();
    return wire.close(port);
  };
  try {
    context = await browser.newContext({ ...(isPhone ? PHONE : DESKTOP), proxy: { server: `socks5://127.0.0.1:${port}` } });
    const selectors: BenchSelectors = { ...SELECTORS, calHost: CAL_HOST };
    await context.addInitScript(instrument, selectors);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    return { page, devtools, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}
