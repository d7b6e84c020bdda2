import { formatsOf } from "../formats.ts";

export const formats = formatsOf({ numbers: "de", times: "de", days: "de", justNow: "gerade eben" });
