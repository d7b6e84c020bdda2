/** Two different sites for a browser: their registrable domains differ, like those of the product and of Cal. */
export const SITE_HOST = "site.readyslot.test";
export const CAL_HOST = "cal.test";

export const SITE = `https://${SITE_HOST}`;
export const CAL = `https://${CAL_HOST}`;

/** The event that every contender books. */
export const CAL_LINK = "studio/30min";
