import { formatsOf } from "../formats.ts";

/** Times as ISO 8601 has them, because Americans and Britons write dates in different orders. */
export const formats = formatsOf({ numbers: "en", times: "sv-SE", days: "en-GB", justNow: "just now" });
