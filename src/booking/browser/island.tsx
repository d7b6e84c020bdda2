import { hydrateRoot } from "react-dom/client";
import type { BookingDialogElement } from "./booking-intent.ts";
import CalErrorBoundary from "./CalErrorBoundary.tsx";
import CalModal from "./CalModal.tsx";
import { completeDialog } from "./dialog-fallbacks.ts";

/** The island: React takes over the part of the dialog that the page came with. Fetched when the line is free. */
const root = document.querySelector("[data-booking-status]");
const dialog = root?.closest<BookingDialogElement>("dialog") ?? null;
if (dialog) completeDialog(dialog);
if (root) {
  hydrateRoot(
    root,
    <CalErrorBoundary dialog={dialog}>
      <CalModal />
    </CalErrorBoundary>,
  );
}
