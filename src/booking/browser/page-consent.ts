/** The consent script of a page without a dialog, which the inline script of other pages contains. */
import { keepConsent } from "./consent.ts";

keepConsent();
