/** npm run check:content: prints the mistakes in src/content and how to fix them. */
import { appendFile } from "node:fs/promises";
import { annotation, problemCount, problemPage, problemText } from "../src/content-check/problem-text.ts";
import { checkContent, checkOptions } from "../src/content-check/check-content.ts";
import { endingPages, endingPagesAnnotations, endingPagesText } from "../src/content-check/ending-pages.ts";
import { readContent } from "../src/site/content-files/content-source.ts";
import { longTextAnnotations, longTexts, longTextsText } from "../src/content-check/long-texts.ts";
import { missingTranslations, missingTranslationsText } from "../src/content-check/missing-translations.ts";
import { privateLinks, privateLinksText } from "../src/content-check/markdown/private-links.ts";
import { configuredLanguages, loadDotEnv, root as project, runScript } from "./settings.ts";

await runScript(async () => {
  loadDotEnv();
  // The tests of this command set another folder.
  const root = process.env.CONTENT_ROOT ?? project;
  const languages = await configuredLanguages(root);
  const options = checkOptions(process.env, languages);
  const [problems, unembeddable] = await Promise.all([checkContent(root, options), privateLinks(root, options.cal, languages)]);
  // Afterwards, so that no file is read twice.
  const [long, missing, ending] = await Promise.all([longTexts(root, languages), missingTranslations(root, options), endingPages(root, options)]);
  if (unembeddable.length > 0) console.log(`\n${privateLinksText(unembeddable)}\n`);
  if (long.length > 0) console.log(`\n${longTextsText(long)}\n`);
  if (missing.length > 0) console.log(`\n${missingTranslationsText(missing)}\n`);
  if (ending.length > 0) console.log(`\n${endingPagesText(ending)}\n`);
  if (problems.length > 0) console.log(`\n${problemText(problems)}\n`);
  if (process.env.GITHUB_ACTIONS === "true") for (const line of [...problems.map(annotation), ...longTextAnnotations(long), ...endingPagesAnnotations(ending)]) console.log(line);
  // GitHub and Forgejo show this page beside the job.
  if (process.env.GITHUB_STEP_SUMMARY) await appendFile(process.env.GITHUB_STEP_SUMMARY, problemPage(problems));
  console.log(problemCount(problems, (await readContent(root, languages)).length));
  process.exitCode = problems.length > 0 ? 1 : 0;
});
