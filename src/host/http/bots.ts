import { createIsBotFromList, findBotPatterns, list } from "isbot";

/**
 * User agents that isbot counts as bots and that are accepted here. An opening takes a click, so a headless browser
 * that sends one is a monitor or a test, and its times are real. A command line or a script posts on purpose.
 * Only crawlers that run a page's scripts are refused.
 */
const WELCOME = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
  "Playwright/1.65.1 (x64; ubuntu 24.04) node/24.21",
  "PostmanRuntime/7.43.0",
  "curl/8.5.0",
  "node",
  "python-requests/2.32.3",
];

/** In characters: what is behind them is no browser's name. */
const LONGEST = 1_000;

const lifted = new Set(WELCOME.flatMap((userAgent) => findBotPatterns(userAgent)));
const isCrawler = createIsBotFromList(list.filter((pattern) => !lifted.has(pattern)));

/**
 * Whether a user agent names a crawler. A request without a user agent is accepted: it does not come from a browser, and
 * a crawler that hides would send a browser's.
 */
export function isBot(userAgent: string | null): boolean {
  return isCrawler(userAgent?.slice(0, LONGEST));
}
