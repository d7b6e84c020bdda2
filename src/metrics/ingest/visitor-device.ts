import { BROWSER_MAP, OS_MAP, parse } from "bowser";
import { FIELDS } from "../fields.ts";
import type { Device, StoredSample } from "../shared/sample.ts";

const BROWSERS = new Set(Object.values(BROWSER_MAP));
const SYSTEMS = new Set(Object.values(OS_MAP));
const DEVICE_BY_PLATFORM: ReadonlyMap<string | undefined, Device> = new Map([
  ["desktop", "desktop"],
  ["mobile", "phone"],
  ["tablet", "tablet"],
]);

/**
 * The families of device, browser and system that a user agent belongs to. The names come from Bowser's
 * lists (the longest has 28 characters), never from the header, so they do not lead back to a person. A family that
 * Bowser does not know is left out; without a user agent the result is empty.
 */
export function visitorDevice(userAgent: string | null): Pick<StoredSample, "device" | "browser" | "system"> {
  if (!userAgent) return {};
  const { browser, os, platform } = parse(userAgent.slice(0, FIELDS.userAgent.max));
  return {
    // Bowser recognises Chrome OS, but not that its devices are laptops.
    device: os.name === OS_MAP["ChromeOS"] ? "desktop" : (DEVICE_BY_PLATFORM.get(platform.type) ?? "other"),
    ...(isOneOf(BROWSERS, browser.name) && { browser: browser.name.slice(0, FIELDS.browser.max) }),
    ...(isOneOf(SYSTEMS, os.name) && { system: os.name.slice(0, FIELDS.system.max) }),
  };
}

function isOneOf(names: ReadonlySet<string>, name: string | undefined): name is string {
  return name !== undefined && names.has(name);
}
