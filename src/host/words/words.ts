/**
 * The catalogue: every text in code that an admin reads, one folder per language. English is the catalogue's shape: a key that
 * another language lacks, or has too much, is a type error. See docs/reference/host.md.
 */
import * as germanAccess from "./de/access.ts";
import { alerts as germanAlerts } from "./de/alerts.ts";
import * as germanAnswer from "./de/metrics-answer.ts";
import * as germanCharts from "./de/metrics-charts.ts";
import { heroTests as germanHeroTests } from "./de/heroes.ts";
import { forms as germanForms } from "./de/forms.ts";
import * as germanFields from "./de/fields.ts";
import { measureWords as germanMeasure } from "./de/measure.ts";
import { people as germanPeople } from "./de/people.ts";
import { digest as germanDigest } from "./de/digest.ts";
import { settingsPage as germanSettings } from "./de/settings-page.ts";
import * as germanKey from "./de/metrics-key.ts";
import * as germanPage from "./de/metrics-page.ts";
import * as germanReport from "./de/report.ts";
import * as englishAccess from "./en/access.ts";
import { alerts as englishAlerts } from "./en/alerts.ts";
import * as englishAnswer from "./en/metrics-answer.ts";
import * as englishCharts from "./en/metrics-charts.ts";
import { heroTests as englishHeroTests } from "./en/heroes.ts";
import { forms as englishForms } from "./en/forms.ts";
import * as englishFields from "./en/fields.ts";
import { measureWords as englishMeasure } from "./en/measure.ts";
import { people as englishPeople } from "./en/people.ts";
import { digest as englishDigest } from "./en/digest.ts";
import { settingsPage as englishSettings } from "./en/settings-page.ts";
import * as englishKey from "./en/metrics-key.ts";
import * as englishPage from "./en/metrics-page.ts";
import * as englishReport from "./en/report.ts";

/** Plain sentences of a report: what the report's code needs. */
export type ReportWords = Pick<typeof englishReport, "status" | "verdicts" | "query"> & Pick<typeof englishFields, "lowerLabel"> & { readonly heroTests: typeof englishHeroTests };

const en = {
  language: "en",
  direction: "ltr" as "ltr" | "rtl",
  ...englishAccess,
  ...englishFields,
  ...englishAnswer,
  ...englishKey,
  ...englishPage,
  ...englishCharts,
  ...englishReport,
  ...englishMeasure,
  alerts: englishAlerts,
  people: englishPeople,
  digest: englishDigest,
  settingsPage: englishSettings,
  forms: englishForms,
  heroTests: englishHeroTests,
};

export type Words = typeof en;

const de: Words = {
  language: "de",
  direction: "ltr",
  ...germanAccess,
  ...germanFields,
  ...germanAnswer,
  ...germanKey,
  ...germanPage,
  ...germanCharts,
  ...germanReport,
  ...germanMeasure,
  alerts: germanAlerts,
  people: germanPeople,
  digest: germanDigest,
  settingsPage: germanSettings,
  forms: germanForms,
  heroTests: germanHeroTests,
};

const CATALOGUES = { en, de } as const satisfies Readonly<Record<string, Words>>;

/** A language that has a catalogue. */
export type Language = keyof typeof CATALOGUES;
export const LANGUAGES = Object.keys(CATALOGUES) as readonly Language[];

/** English is the language of the API, of logs and of tools. */
export const ENGLISH = en;

export function wordsIn(language: Language): Words {
  return CATALOGUES[language];
}
