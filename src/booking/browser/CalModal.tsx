import { useSyncExternalStore } from "react";
import type { BookingDialogElement } from "./booking-intent.ts";
import CalModalBaseline from "./CalModalBaseline.tsx";
import CalModalOptimized from "./CalModalOptimized.tsx";

/** The island: the part of the dialog that this visitor's variant brings. The inline script has chosen it. */
export default function CalModal() {
  const dialog = useSyncExternalStore(neverChanges, bookingDialog, () => null);
  if (dialog?.dataset.variant === "baseline") return <CalModalBaseline dialog={dialog} />;
  return <CalModalOptimized dialog={dialog} />;
}

const neverChanges = () => () => {};

/** The dialog that the page came with; it is there before any script. */
function bookingDialog(): BookingDialogElement | null {
  return document.querySelector("dialog[data-booking-dialog]");
}
