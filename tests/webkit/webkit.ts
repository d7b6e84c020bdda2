import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Readable } from "node:stream";
import { findWebKit, NO_WEBKIT, type WebKitPrograms } from "../../scripts/machine/programs.ts";
import type { Engine, Size, Visit } from "../engines/engine.ts";
import { COMPLAINT_PATH, type Proxy } from "../engines/proxy.ts";
import { View } from "../engines/view.ts";
import { freePort } from "../fixtures/site/ports.ts";
import { instrument, pageDriver } from "./documents.ts";
import { openSession, type Session } from "./webdriver.ts";

/** Time limit for the start, in ms. */
const LIMIT = 45_000;

/**
 * Starts WebKitGTK with a virtual screen. Each visit has its own driver, browser and profile. WebDriver reports neither
 * requests nor console messages: the proxy sees the requests, and a script that it adds to each page posts the page's
 * complaints.
 */
export async function startWebKit(proxy: Proxy): Promise<Engine> {
  const programs = findWebKit();
  if (!programs) throw new Error(NO_WEBKIT);
  const [command, ...args] = bound(programs.screen, "-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp");
  const screen = spawn(command, args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const display = await displayOf(screen);
  let browser: Awaited<ReturnType<typeof startBrowser>> | undefined;
  proxy.instrument(`(${instrument})(${JSON.stringify(COMPLAINT_PATH)})`);

  return {
    async visit(url) {
      await browser?.close();
      browser = await startBrowser(programs, display, proxy);
      return visitIn(browser.session, proxy, url);
    },
    async close() {
      await browser?.close();
      await kill(screen);
    },
  };
}

async function startBrowser({ driver, browser }: WebKitPrograms, display: string, proxy: Proxy): Promise<{ session: Session; close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "readyslot-webkit-"));
  const port = await freePort();
  const env = { ...process.env, ...PLAIN, HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home, DISPLAY: display };
  const [command, ...args] = bound(driver, `--port=${port}`);
  const child = spawn(command, args, { env, stdio: "ignore" });
  const address = `http://127.0.0.1:${port}`;
  let session: Session | undefined;

  async function close(): Promise<void> {
    await session?.end().catch(() => {});
    await kill(child);
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  }

  try {
    await untilListening(address, child);
    const [binary, ...browserArgs] = bound(browser, "--automation");
    session = await openSession(address, {
      "webkitgtk:browserOptions": { binary, args: browserArgs },
      proxy: { proxyType: "manual", httpProxy: `127.0.0.1:${proxy.port}`, sslProxy: `127.0.0.1:${proxy.port}` },
    });
    return { session, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function visitIn(session: Session, proxy: Proxy, url: string): Promise<Visit> {
  const visit: Visit = {
    page: new View(pageDriver(session)),
    requests: [],
    complaints: [],
    open: async (other) => void (await session.send("POST", "/url", { url: other })),
    back: async () => void (await session.send("POST", "/back")),
    resize: (size) => resize(session, size),
  };
  proxy.onRequest = (request) => void visit.requests.push(request);
  proxy.onComplaint = (text) => void visit.complaints.push(text);
  await visit.open(url);
  // A font that comes too late moves the page in WebKit whenever its style changes next, so that a click misses. From the
  // cache it is there from the beginning.
  await visit.page.until("the page's fonts", () => document.fonts.status === "loaded");
  visit.requests.length = 0;
  await visit.open(url);
  return visit;
}

/** A window is never narrower than 447 px. */
async function resize(session: Session, { width, height }: Size): Promise<void> {
  const inner = () => session.send<[number, number]>("POST", "/execute/sync", { script: "return [innerWidth, innerHeight]", args: [] });
  const outer = await session.send<Size>("GET", "/window/rect");
  const [, innerHeight] = await inner();
  await session.send("POST", "/window/rect", { width, height: height + outer.height - innerHeight });
}

/** Replaces settings of a desktop, which a test must not depend on. */
const PLAIN = { GDK_BACKEND: "x11", GSETTINGS_BACKEND: "memory", NO_AT_BRIDGE: "1", LANG: "C.UTF-8", LC_ALL: "C.UTF-8", WAYLAND_DISPLAY: undefined };

/** The display, such as ":1", which Xvfb writes when it has started. */
async function displayOf(screen: ChildProcess): Promise<string> {
  const [number] = (await Promise.race([
    once(screen.stdio[3] as Readable, "data"),
    once(screen, "exit").then(() => {
      throw new Error("Xvfb ended at once.");
    }),
  ])) as [Buffer];
  return `:${number.toString().trim()}`;
}

async function untilListening(address: string, driver: ChildProcess): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT);
  for (;;) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended at once, with code ${driver.exitCode}.`);
    if (limit.aborted) throw new Error(`WebKitWebDriver could not be reached within ${LIMIT / 1000} s.`);
    if (await fetch(`${address}/status`).then(({ ok }) => ok, () => false)) return;
    await pause(20);
  }
}

/** The command for a process that is killed when its parent ends. Otherwise the driver would leave its browser behind. */
function bound(...command: string[]): [string, ...string[]] {
  return ["setpriv", "--pdeathsig", "KILL", ...command];
}

async function kill(child: ChildProcess): Promise<void> {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  const isGone = once(child, "exit");
  child.kill("SIGKILL");
  await isGone;
}
