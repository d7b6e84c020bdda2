import { describe, expect, test } from "vitest";
import { parseOptions } from "../../lab/bench/options.ts";
import { contenderPages, PAGES } from "../../lab/bench/pages.ts";
import { planLegs } from "../../lab/bench/plan.ts";
import { seededRandom, shuffled } from "../../lab/openings/dice.ts";

describe("the plan", () => {
  test("by default measures the targets' legs five times, and the slowest line three times", () => {
    const legs = planLegs({});
    expect(legs.filter(({ network }) => network === "4g").map(({ cpu, rounds }) => [cpu, rounds])).toEqual([[1, 5], [4, 5]]);
    expect(legs.find(({ network }) => network === "slow-3g")?.rounds).toBe(3);
    expect(legs.every(({ visits }) => visits.some(({ contender }) => contender === "plainLink"))).toBe(true);
  });

  test.each([
    ["fast", ["cold", "hover200", "hover400", "touch", "keyboard", "pointed"]],
    ["4g", ["cold", "hover200", "hover400", "touch", "keyboard", "pointed"]],
    ["slow-3g", ["cold", "hover400", "touch", "keyboard"]],
  ] as const)("measures free times on the %s line with each CPU, beside a plain link", (network, situations) => {
    for (const cpu of [1, 4]) {
      const visits = planLegs({}).find((leg) => leg.network === network && leg.cpu === cpu)?.visits ?? [];
      expect(visits.filter(({ contender }) => contender === "instant").flatMap((visit) => visit.situations)).toEqual(situations);
      expect(visits).toContainEqual({ contender: "plainLink", situations: ["cold"] });
    }
  });

  test("can be quick, or some of it", () => {
    expect(planLegs({ quick: true }).map(({ network, cpu, rounds }) => [network, cpu, rounds])).toEqual([["4g", 1, 3]]);
    const [only, ...more] = planLegs({ networks: ["slow-3g"], cpus: [4], rounds: 2, contenders: ["ours"], situations: ["touch"] });
    expect(more).toEqual([]);
    expect(only).toEqual({ network: "slow-3g", cpu: 4, rounds: 2, visits: [{ contender: "ours", situations: ["touch"] }] });
  });

  test("has a random order for each round, which depends only on the seed", () => {
    const items = Array.from({ length: 12 }, (_, index) => index);
    const random = seededRandom(7);
    const [first, second] = [shuffled(items, random), shuffled(items, random)];
    expect(first.toSorted((a, b) => a - b)).toEqual(items);
    expect(second).not.toEqual(first);
    expect(shuffled(items, seededRandom(7))).toEqual(first);
  });
});

describe("options", () => {
  test("are read", () => {
    expect(parseOptions(["--quick", "--rounds", "4", "--network", "fast,4g", "--cpu", "4", "--save", "--seed", "9"])).toEqual({
      quick: true,
      save: true,
      rounds: 4,
      networks: ["fast", "4g"],
      cpus: [4],
      seed: 9,
    });
  });

  test.each([
    [["--rounds", "0"], "--rounds takes a whole number from 1"],
    [["--network", "5g"], '"5g" is none of fast, 4g, slow-3g'],
    [["--cpu", "2"], '"2" is none of 1, 4'],
    [["--contender", "ours,theirs"], '"theirs" is none of plainLink'],
    [["--fast"], "npm run bench -- [options]"],
  ])("%j: explains the error", (args, words) => {
    expect(() => parseOptions(args)).toThrow(words);
  });
});

describe("the contenders' pages", () => {
  const HOME = `<head><style>a{}</style></head><body>
<dialog class="d" data-booking-dialog><script>intent()</script><a data-booking-page href="x">Page</a></dialog>
<a href="https://cal.test/studio/30min" class="button" data-booking-link="studio/30min" data-booking-placement="hero">Book</a></body>`;
  const pages = new Map(contenderPages(HOME));

  test("the plain link's has the link, and no part of the product", () => {
    const page = pages.get(PAGES.plainLink) ?? "";
    expect(page).toContain('<a href="https://cal.test/studio/30min"');
    expect(page).not.toMatch(/script|dialog/);
    expect(page).toContain("<style>");
  });

  test("Cal's have its own snippet and buttons, and only one prerenders", () => {
    const [click, prerender] = [pages.get(PAGES.elementClick) ?? "", pages.get(PAGES.prerender) ?? ""];
    for (const page of [click, prerender]) {
      expect(page).toContain(')("https://cal.test/embed/embed.js")');
      expect(page).toMatch(/<button type="button" data-cal-link="studio\/30min" data-cal-namespace="30min"[^>]*data-booking-placement="hero">Book<\/button>/);
      expect(page).not.toContain("<a href");
    }
    expect([click, prerender].map((page) => page.includes('("prerender"'))).toEqual([false, true]);
  });

  test("ours has loading on view", () => {
    expect(pages.get(PAGES.oursOnView.replace(/\?.*/, ""))).toContain("<dialog data-booking-warm-on-view ");
  });

  test("an unexpected home page is refused with the reason", () => {
    expect(() => contenderPages("<p>No link</p>")).toThrow("no booking link");
    expect(() => contenderPages(`${HOME}<script src="x">`)).toThrow("is left in the page");
  });
});
