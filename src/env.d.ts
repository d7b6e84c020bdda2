/** The text of the inline script, from src/booking/booking-scripts.ts. */
declare const INTENT_SCRIPT: string;

/** The commit that was built, from astro.config.mjs; "unknown" outside a checkout. */
declare const RELEASE: string;

/** What the build is for, from src/site/publication-stage.ts. */
declare const STAGE: import("./site/publication.ts").Stage;
