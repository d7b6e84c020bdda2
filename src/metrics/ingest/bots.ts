import { createIsBotFromList, findBotPatterns, list } from "isbot";
import { BOUNDS } from "../shared/sample.ts";

/**
 * Bots by isbot's definition that are no bots by ours. An opening takes a click, so a browser without
 * a screen that sends one is a monitor or a test, and its times are real; and what posts from a
 * command line or a script was told to. Crawlers that run a page's scripts are what is kept out.
 */
const WELCOME = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
  "Playwright/1.65.1 (x64; ubuntu 24.04) node/24.21",
  "PostmanRuntime/7.43.0",
  "curl/8.5.0",
  "node",
  "python-requests/2.32.3",
];

const lifted = new Set(WELCOME.flatMap((userAgent) => findBotPatterns(userAgent)));
const isCrawler = createIsBotFromList(list.filter((pattern) => !lifted.has(pattern)));

/**
 * Whether a user agent calls itself a crawler. One that sends none is let in: it is no browser, and
 * a crawler that hides would rather send a browser's.
 */
export function isBot(userAgent: string | null): boolean {
  return isCrawler(userAgent?.slice(0, BOUNDS.userAgentLength));
}
