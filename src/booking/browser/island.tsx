import { hydrateRoot } from "react-dom/client";
import CalModal from "./CalModal.tsx";

/** The island: React takes over the part of the dialog that the page came with. Fetched when the line is free. */
const root = document.querySelector("[data-booking-status]");
if (root) hydrateRoot(root, <CalModal />);
