import { defineMiddleware } from "astro:middleware";
import { logError } from "../errors/error-log.ts";
import { settingProblems, textOf } from "./setting-problems.ts";
import { SETTINGS } from "./settings.ts";

const READ_HERE = new Set(SETTINGS.filter(({ readBy }) => readBy !== "build").map(({ name }) => name));

let isChecked = false;

/**
 * An instance says with its first request what is wrong with the settings it reads: they may have been
 * changed since the build, which would have stopped. Everything goes on: what needs the broken one
 * answers for itself, and nothing else has to suffer for it.
 */
export const settingsWatch = defineMiddleware(({ isPrerendered }, next) => {
  if (!isPrerendered && !isChecked) {
    isChecked = true;
    const problems = settingProblems(process.env).filter(({ names }) => READ_HERE.has(names[0]));
    for (const problem of problems) logError(textOf(problem));
  }
  return next();
});
