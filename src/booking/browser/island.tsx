import { hydrateRoot } from "react-dom/client";
import type { BookingDialogElement } from "./booking-intent.ts";
import CalErrorBoundary from "./CalErrorBoundary.tsx";
import CalModal from "./CalModal.tsx";

/** The island: React takes over the part of the dialog that the page came with. Fetched when the line is free. */
const root = document.querySelector("[data-booking-status]");
if (root) {
  hydrateRoot(
    root,
    <CalErrorBoundary dialog={root.closest<BookingDialogElement>("dialog")}>
      <CalModal />
    </CalErrorBoundary>,
  );
}
