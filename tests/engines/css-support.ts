import { describe, expect } from "vitest";
import { builtPages } from "../fixtures/builds/built-pages.ts";
import { ADMIN_PASSWORD, type RunningSite } from "../fixtures/site/running-site.ts";
import { cssDemands, type CssDeclaration } from "./built-css.ts";
import type { EngineTest } from "./fixtures.ts";

/** Declarations that an engine may ignore, with the reason. */
const MAY_BE_IGNORED: Record<string, string> = {
  "text-size-adjust: 100%": "for phones; a desktop engine knows neither spelling",
  "-webkit-text-size-adjust: 100%": "the spelling of iOS",
  "forced-color-adjust: none": "for forced colours, which WebKit does not have",
  "text-wrap: pretty": "where it is ignored, lines break as everywhere else",
  "view-timeline: --first-button": "where scrolling times no animation, as in Firefox, the booking bar of phones is there from the start",
  "timeline-scope: --first-button": "as above",
};

/** The position of the click, which intent.ts sets on the dialog. */
const SET_BY_SCRIPTS = { "--x": "1px", "--y": "1px" };

/** Pages that are rendered on request. */
const RENDERED = ["/admin/sign-in", "/admin/metrics", "/admin/settings", "/admin/people", "/measure"];

/** The engine supports each declaration, selector and at-rule of the site's CSS. A made-up one of each shows that the test can fail. */
export function cssSupport(test: EngineTest): void {
  describe("of the site's CSS the engine supports", () => {
    test("every declaration", async ({ page, site }) => {
      const { declarations } = cssDemands(await allPages(site), SET_BY_SCRIPTS);
      expect(declarations.length).toBeGreaterThan(300);
      const ignored = await page.read(
        (all) => all.filter(({ property, value, conditions }) => conditions.every((condition) => CSS.supports(condition)) && !CSS.supports(property, value)),
        [...declarations, { property: "color", value: "made-up", conditions: [] }],
      );
      expect(ignored.map(textOf).filter((text) => !(text in MAY_BE_IGNORED))).toEqual(["color: made-up"]);
      // Each exception is still in the CSS.
      expect(declarations.map(textOf)).toEqual(expect.arrayContaining(Object.keys(MAY_BE_IGNORED)));
    });

    test("every selector", async ({ page, site }) => {
      const { selectors } = cssDemands(await allPages(site), SET_BY_SCRIPTS);
      const ignored = await page.read((all) => all.filter((selector) => !CSS.supports(`selector(${selector})`)), [...selectors, "a:made-up"]);
      expect(ignored).toEqual(["a:made-up"]);
    });

    test("every at-rule", async ({ page, site }) => {
      const { atRules } = cssDemands(await allPages(site), SET_BY_SCRIPTS);
      const ignored = await page.read(
        (all) =>
          all.filter((rule) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rule);
            return sheet.cssRules.length === 0;
          }),
        [...atRules, "@made-up { a { color: red } }"],
      );
      expect(ignored).toEqual(["@made-up { a { color: red } }"]);
    });
  });
}

function textOf({ property, value }: CssDeclaration): string {
  return `${property}: ${value}`;
}

async function allPages(site: RunningSite): Promise<{ html: string }[]> {
  const signedIn = await fetch(`${site.origin}/admin/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: site.origin },
    body: new URLSearchParams({ password: ADMIN_PASSWORD }),
    redirect: "manual",
  });
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const rendered = RENDERED.map(async (path) => {
    const answer = await fetch(site.origin + path, { headers: path.endsWith("sign-in") ? {} : { cookie } });
    if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}, ${answer.url}`);
    return { html: await answer.text() };
  });
  return [...builtPages(), ...(await Promise.all(rendered))];
}
