/** npm run check:content: prints the mistakes in src/content and how to fix them. */
import { annotation, problemCount, problemText } from "../src/content-check/problem-text.ts";
import { checkContent, checkOptions } from "../src/content-check/check-content.ts";
import { readContent } from "../src/site/content-files/content-source.ts";
import { longTextAnnotations, longTexts, longTextsText } from "../src/content-check/long-texts.ts";
import { privateLinks, privateLinksText } from "../src/content-check/markdown/private-links.ts";
import { loadDotEnv, root as project, runScript } from "./settings.ts";

await runScript(async () => {
  loadDotEnv();
  // The tests of this command set another folder.
  const root = process.env.CONTENT_ROOT ?? project;
  const options = checkOptions(process.env);
  const [problems, unembeddable] = await Promise.all([checkContent(root, options), privateLinks(root, options.cal)]);
  // Afterwards, so that no file is read twice.
  const long = await longTexts(root);
  if (unembeddable.length > 0) console.log(`\n${privateLinksText(unembeddable)}\n`);
  if (long.length > 0) console.log(`\n${longTextsText(long)}\n`);
  if (problems.length > 0) console.log(`\n${problemText(problems)}\n`);
  if (process.env.GITHUB_ACTIONS === "true") for (const line of [...problems.map(annotation), ...longTextAnnotations(long)]) console.log(line);
  console.log(problemCount(problems, (await readContent(root)).length));
  process.exitCode = problems.length > 0 ? 1 : 0;
});
