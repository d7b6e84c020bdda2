import { defineSite } from "./site/config/site-config.ts";

/** The site's configuration. Every field is optional. */
export default defineSite({});
