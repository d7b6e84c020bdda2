import { z } from "zod";
import { folderOf } from "./languages.ts";

/** The form of a language in the content and in the configuration: "en", "pt-BR", "zh-Hant". */
export const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;

/** Addresses that begin so are the site's own. */
const TAKEN = new Set(["api", "og", "rss"]);

const language = z
  .string()
  .regex(LANGUAGE, 'Expected a language, such as "de" or "pt-BR".')
  .refine((tag) => !TAKEN.has(folderOf(tag)), "This address is in use by the site itself. Add a region, for example.");

/** `languages` in src/site.config.ts; see docs/languages.md. */
export const languagesConfig = z
  .array(language)
  .max(40)
  .refine((tags) => new Set(tags.map(folderOf)).size === tags.length, "Expected each language once.")
  .default([])
  .describe('The languages of the site, the default language first: ["en", "de"]. If left out, the site has one language, that of src/content/site.yaml.');
