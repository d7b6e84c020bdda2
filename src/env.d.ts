/** The text of the inline script, from src/booking/booking-scripts.ts. */
declare const INTENT_SCRIPT: string;
