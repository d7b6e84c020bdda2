/** Finds the programs that the tests need besides npm's packages: a browser, redis-server and, where available, Firefox and WebKit. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { chromium } from "playwright";

const CHROMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const FIREFOXES = [
  "firefox-esr",
  "firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

export const NO_FIREFOX =
  "No Firefox was found that tests can control. Install it (Debian: sudo apt-get install firefox-esr; macOS: brew install --cask firefox; not a snap), " +
  "or set FIREFOX_PATH to its executable.";

/** Debian keeps MiniBrowser in the library's own folder; Fedora and Arch use other folders. */
const MINI_BROWSERS = ["/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/lib/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser"];

export const NO_WEBKIT =
  "WebKit was not found: its tests need Linux with WebKitWebDriver, MiniBrowser and Xvfb. Install them (Debian, Ubuntu: " +
  "sudo apt-get install webkit2gtk-driver xvfb).";

/** The paths of the programs that together make a WebKit without a screen. */
export interface WebKitPrograms {
  driver: string;
  browser: string;
  /** The X server that draws into memory. */
  screen: string;
}

export const NO_SOAK = "It needs Linux: it sends from many addresses of 127.0.0.0/8, and counts a process's descriptors in /proc.";

export function canSoak(): boolean {
  return process.platform === "linux";
}

/**
 * Finds a Chrome or Chromium: `CHROME_PATH`, an installed one, or Playwright's own. Installs one if there is none.
 *
 * @returns the path of the executable.
 * @throws {Error} with the command that installs one.
 */
export function findBrowser(): string {
  const found = lookForBrowser();
  if (found) return found;
  installWithApt(["chromium"], "a browser");
  const installed = installedBrowser();
  if (installed) return installed;
  throw new Error(
    "The end-to-end tests need Chrome or Chromium. Install it (Debian, Ubuntu: sudo apt-get install chromium; " +
      "macOS: brew install --cask google-chrome), or set CHROME_PATH to its executable.",
  );
}

/**
 * Finds a Chrome or Chromium without installing anything.
 *
 * @returns undefined if there is none.
 * @throws {Error} if the file in `CHROME_PATH` does not exist.
 */
export function lookForBrowser(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (!named) return installedBrowser();
  if (existsSync(named)) return named;
  throw new Error(`CHROME_PATH is "${named}", which does not exist. Set it to a Chrome or Chromium, or unset it.`);
}

/**
 * Finds a Firefox: `FIREFOX_PATH`, or an installed one. Installs one if there is none.
 *
 * @returns the path of the executable; undefined if there is none, see `NO_FIREFOX`.
 * @throws {Error} if the file in `FIREFOX_PATH` does not exist.
 */
export function findFirefox(): string | undefined {
  const named = process.env.FIREFOX_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`FIREFOX_PATH is "${named}", which does not exist. Set it to a Firefox, or unset it.`);
  }
  const found = installedFirefox();
  if (found) return found;
  installWithApt(["firefox-esr"], "Firefox");
  return installedFirefox();
}

/**
 * Finds WebKitGTK's driver, its browser and Xvfb, and installs them if they are missing.
 *
 * @returns undefined if one of them is missing, see `NO_WEBKIT`.
 */
export function findWebKit(): WebKitPrograms | undefined {
  const found = installedWebKit();
  if (found || process.platform !== "linux") return found;
  installWithApt(["webkit2gtk-driver", "xvfb"], "WebKit");
  return installedWebKit();
}

/** Makes sure that redis-server is installed. @throws {Error} with the command that installs it. */
export function findRedis(): void {
  if (which("redis-server")) return;
  installWithApt(["redis-server"], "Redis");
  if (which("redis-server")) return;
  throw new Error(
    "The store's tests need redis-server. Install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis).",
  );
}

function installedBrowser(): string | undefined {
  return [...CHROMES, chromium.executablePath()].map(locate).find(Boolean);
}

/** Leaves out snaps, such as Ubuntu's: a snap has its own /tmp and cannot read the tests' profile. */
function installedFirefox(): string | undefined {
  return FIREFOXES.map(locate).find((path) => path && !/\/snap\/bin\//.test(path + readFileSync(path, "latin1")));
}

function installedWebKit(): WebKitPrograms | undefined {
  const driver = which("WebKitWebDriver");
  const [browser] = MINI_BROWSERS.flatMap((pattern) => globSync(pattern));
  const screen = which("Xvfb");
  return driver && browser && screen ? { driver, browser, screen } : undefined;
}

function locate(name: string): string | undefined {
  if (name.includes("/") || name.includes("\\")) return existsSync(name) ? name : undefined;
  return which(name);
}

function which(name: string): string | undefined {
  const { status, stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Only as root on Debian and Ubuntu. Elsewhere the user installs. */
function installWithApt(packages: string[], what: string): void {
  if (process.getuid?.() !== 0 || !which("apt-get")) return;
  console.log(`Installing ${what} (once): apt-get install ${packages.join(" ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    spawnSync("apt-get", ["-qq", ...step], { env, stdio: ["ignore", "ignore", "inherit"] });
  }
}
