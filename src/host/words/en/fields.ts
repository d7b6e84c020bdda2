/** The names of fields, and of the values that the site itself counts by. */

/** How the admin's page names dimensions, phases and vitals. */
export const labels = {
  openKind: "Open kind",
  variant: "Variant",
  page: "Page",
  placement: "Placement",
  device: "Device",
  connection: "Connection",
  release: "Release",
  event: "Event",
  source: "Source",
  medium: "Medium",
  campaign: "Campaign",
  hero: "Hero test",
  country: "Country",
  browser: "Browser",
  system: "System",
  outcome: "Outcome",
  leadTime: "Lead",
  codeTime: "Our code",
  calLoadTime: "embed.js",
  frameTime: "Frame",
  slotsTime: "Slots",
  iframeLoadTime: "Frame and slots",
  totalDuration: "Click → ready",
  timesTime: "Click → times",
  formTime: "Pick → form",
  lcp: "Largest Contentful Paint",
  inp: "Interaction to Next Paint",
  ttfb: "Time to First Byte",
  cls: "Cumulative Layout Shift",
};

/** The same inside a sentence. */
export const lowerLabel = (name: keyof typeof labels) => labels[name].toLowerCase();

/** What is added to a phase's name. */
export const spans = {
  leadTime: "first intent → click",
  codeTime: "requested → running",
  calLoadTime: "requested → running",
  frameTime: "mounted → calendar painted",
  slotsTime: "painted → slots painted",
  iframeLoadTime: "mounted → slots painted",
  totalDuration: "the visitor's wait",
  timesTime: "the visitor's wait",
  formTime: "the visitor's wait",
};

export const outcomes = {
  times: "Free times shown",
  ready: "Ready",
  opened: "Opened, no times reported",
  failed: "Failed",
  "timed-out": "Timed out",
  abandoned: "Abandoned",
};

/** An outcome inside a sentence. */
export const lowerOutcome = (outcome: keyof typeof outcomes) => outcomes[outcome].toLowerCase();

export const ratings = { good: "good", "needs improvement": "needs improvement", poor: "poor" };

/** The two waits of a visitor. */
export const waits = { ready: "Click → ready", times: "Click → times" };

/** The openings that have such a wait. */
export const openings = { ready: "ready openings", times: "openings with free times" };
