import { defineMiddleware } from "astro:middleware";
import { logError } from "../errors/error-log.ts";
import { settingProblems, textOf } from "./setting-problems.ts";
import { SETTINGS } from "./settings.ts";

const READ_BY_SERVER = new Set(SETTINGS.filter(({ readBy }) => readBy !== "build").map(({ name }) => name));

let isChecked = false;

/**
 * Logs the problems with the server's settings at the first request of each instance: settings may have
 * been changed since the build, which would have stopped. The request continues, and only features that
 * need the broken setting fail, each with its own message.
 */
export const settingsWatch = defineMiddleware(({ isPrerendered }, next) => {
  if (!isPrerendered && !isChecked) {
    isChecked = true;
    const problems = settingProblems(process.env).filter(({ names }) => READ_BY_SERVER.has(names[0]));
    for (const problem of problems) logError(textOf(problem));
  }
  return next();
});
