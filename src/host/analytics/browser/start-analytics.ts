import { claim, onBooking } from "./conversions.ts";
import type { ConfiguredProvider } from "./provider.ts";
import { whenSettled } from "./when-settled.ts";

/**
 * Starts the providers of src/site.config.ts, each when its time has come, and sends every booking to each of them once. A
 * provider that starts later, for example after consent, gets the bookings of the page view that were made before.
 */
export function startAnalytics(providers: readonly ConfiguredProvider[]): void {
  const dialog = document.querySelector<HTMLElement>("dialog[data-booking-dialog]");
  // A smoke test is not a visitor.
  if (dialog && "synthetic" in dialog.dataset) return;
  for (const configured of providers) void run(configured, dialog);
}

async function run({ key, load, provider }: ConfiguredProvider, dialog: HTMLElement | null): Promise<void> {
  const isAsked = CONSENT !== "none" && (load === "after-consent" || CONSENT === "all");
  const isAllowed = () => !isAsked || hasConsent();
  if (load === "after-interaction") await interaction(dialog);
  if (!isAllowed()) await consentGiven();
  await provider.start();

  onBooking(async (conversion) => {
    if (isAllowed() && (await claim(key, conversion))) provider.convert(conversion);
  });
  if (!isAsked) return;
  document.addEventListener("readyslot:consent", () => {
    if (!hasConsent()) provider.stop?.();
  });
}

/** The first calendar is ready or has failed; or the visitor has come from a booking on Cal's page, and opens none here. */
function interaction(dialog: HTMLElement | null): Promise<void> {
  return new Promise((resolve) => {
    if (dialog) whenSettled(dialog, resolve);
    onBooking(() => resolve());
  });
}

function hasConsent(): boolean {
  return /measuring/.test(document.documentElement.dataset.consent ?? "");
}

function consentGiven(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!hasConsent()) return;
      document.removeEventListener("readyslot:consent", look);
      resolve();
    };
    document.addEventListener("readyslot:consent", look);
  });
}
