import { BROWSER_MAP, OS_MAP, parse } from "bowser";
import { BOUNDS, type Device, type StoredSample } from "../shared/sample.ts";

const BROWSERS = new Set(Object.values(BROWSER_MAP));
const SYSTEMS = new Set(Object.values(OS_MAP));
const DEVICE_BY_PLATFORM: ReadonlyMap<string | undefined, Device> = new Map([
  ["desktop", "desktop"],
  ["mobile", "phone"],
  ["tablet", "tablet"],
]);
/** The longest name that Bowser has for a browser is 28 characters long. */
const FAMILY_LENGTH = 30;

/**
 * The families of device, browser and system that a user agent belongs to. Names from Bowser's own
 * lists only and never text from the header, which leads back to nobody; what it does not know is
 * left out, and everything is where there is no user agent.
 */
export function visitorDevice(userAgent: string | null): Pick<StoredSample, "device" | "browser" | "system"> {
  if (!userAgent) return {};
  const { browser, os, platform } = parse(userAgent.slice(0, BOUNDS.userAgentLength));
  return {
    // Bowser knows the laptops that run Chrome OS, and not that they are laptops.
    device: os.name === OS_MAP["ChromeOS"] ? "desktop" : (DEVICE_BY_PLATFORM.get(platform.type) ?? "other"),
    ...(isOneOf(BROWSERS, browser.name) && { browser: browser.name.slice(0, FAMILY_LENGTH) }),
    ...(isOneOf(SYSTEMS, os.name) && { system: os.name.slice(0, FAMILY_LENGTH) }),
  };
}

function isOneOf(names: ReadonlySet<string>, name: string | undefined): name is string {
  return name !== undefined && names.has(name);
}
