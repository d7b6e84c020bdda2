import { describe, expect, test } from "vitest";
import { isBot } from "../../../../src/host/http/bots.ts";
import { USER_AGENTS } from "../../../fixtures/requests/user-agents.ts";

describe("a crawler is a bot", () => {
  test.each([
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36 (compatible; SomeCrawler/1.0; +https://crawler.example)",
  ])("%s", (userAgent) => {
    expect(isBot(userAgent)).toBe(true);
  });
});

describe("a visitor is not a bot", () => {
  test.each(USER_AGENTS.map(({ userAgent }) => userAgent))("%s", (userAgent) => {
    expect(isBot(userAgent)).toBe(false);
  });
});

describe("a program that was made to post is not a bot", () => {
  test.each([
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.7390.37 Safari/537.36",
    "Playwright/1.66.0 (arm64; macOS 15.6) node/24.21",
    "curl/8.14.1",
    "node",
    "python-requests/2.31.0",
    "PostmanRuntime/7.50.0",
    "",
    null,
  ])("%s", (userAgent) => {
    expect(isBot(userAgent)).toBe(false);
  });
});
