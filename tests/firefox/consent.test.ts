import { consent } from "../engines/consent.ts";
import { testIn } from "../engines/fixtures.ts";
import { startConsentSite } from "../fixtures/builds/consent-build.ts";
import { startFirefox } from "./firefox.ts";

consent(testIn(startFirefox, () => startConsentSite("calendar")));
