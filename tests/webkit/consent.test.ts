import { vi } from "vitest";
import { consent } from "../engines/consent.ts";
import { testIn } from "../engines/fixtures.ts";
import { startConsentSite } from "../fixtures/builds/consent-build.ts";
import { startWebKit } from "./webkit.ts";

// A copy of the site is built first.
vi.setConfig({ testTimeout: 400_000 });
consent(testIn(startWebKit, () => startConsentSite("calendar")));
