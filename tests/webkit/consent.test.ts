import { consent } from "../engines/consent.ts";
import { testIn } from "../engines/fixtures.ts";
import { startConsentSite } from "../fixtures/builds/consent-build.ts";
import { startWebKit } from "./webkit.ts";

consent(testIn(startWebKit, () => startConsentSite("calendar")));
