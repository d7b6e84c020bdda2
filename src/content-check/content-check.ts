import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { AstroError } from "astro/errors";
import { checkContent, checkOptions } from "./check-content.ts";
import type { Languages } from "../site/languages/languages.ts";
import { endingPages, endingPagesText } from "./ending-pages.ts";
import { longTexts, longTextsText } from "./long-texts.ts";
import { missingTranslations, missingTranslationsText } from "./missing-translations.ts";
import { problemCount, problemText } from "./problem-text.ts";

/**
 * Checks the content before a build and stops the build with a list of all problems. In development, each
 * page shows its own problems instead.
 */
export function contentCheck(env: Readonly<Record<string, string | undefined>>, languages: Languages): AstroIntegration {
  return {
    name: "readyslot:content-check",
    hooks: {
      "astro:config:setup": async ({ command, config, logger }) => {
        if (command !== "build") return;
        const root = fileURLToPath(config.root);
        const options = checkOptions(env, languages);
        const problems = await checkContent(root, options);
        const [long, missing, ending] = await Promise.all([longTexts(root, languages), missingTranslations(root, options), endingPages(root, options)]);
        if (long.length > 0) logger.warn(`${longTextsText(long)}\n`);
        if (missing.length > 0) logger.warn(`${missingTranslationsText(missing)}\n`);
        if (ending.length > 0) logger.warn(`${endingPagesText(ending)}\n`);
        if (problems.length === 0) return;
        const error = new AstroError(`The content has ${problemCount(problems, 0)}.\n\n${problemText(problems)}\n`);
        // The stack trace does not help editors.
        error.stack = "";
        throw error;
      },
    },
  };
}
