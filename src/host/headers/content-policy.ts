import { hashSource, type PageNeeds } from "./page-needs.ts";

/**
 * The site's content security policies, as text. The build writes them into the host's routes
 * (header-routes.ts), and the middleware sends the same text.
 *
 * Scripts are allowed by exact address or by hash. 'strict-dynamic' is omitted on purpose: the booking's
 * inline script inserts a template's content into the page, and the booking code takes script addresses
 * from an attribute. With strict-dynamic, scripts that they insert would be trusted, so injected markup
 * could become a script. Without it, no markup can extend the list of addresses.
 *
 * Styles are only allowed inline. This site's pages contain theirs, and embed.js writes <style> elements
 * and 20 style attributes, whose text changes with Cal's releases, so hashes would break. One policy covers
 * all static responses, because rules for single addresses miss some (/about/index.html, the 404 page).
 * So pages without a booking link have it too, but they run no script. A page that needs more, such as one with an
 * island, has a policy of its own (page-needs.ts); an address that its rule misses gets the stricter one. Policies do
 * not apply to `element.style`.
 *
 * `require-trusted-types-for` is omitted, because embed.js writes its markup with innerHTML.
 */
export interface Policies {
  /** Everything except the pages below: pages, files, the API, the 404 page, redirects. */
  readonly site: string;
  /** The site's policy without its third parties, for a page that may not be framed. */
  readonly measure: string;
  /** Under /admin: no third parties. */
  readonly admin: string;
}

export interface PolicyNeeds {
  /** The origins of Cal's frame and scripts, and of its booking pages. */
  readonly cal: { readonly origin: string; readonly site: string };
  /** Pages contain the letters of their heading as a font: src/site/lean. */
  readonly hasOwnFont?: boolean | undefined;
  /** The texts of the inline scripts. */
  readonly inlineScripts: readonly string[];
  /** The sources of third parties, from `policy` and `analytics` in src/site.config.ts, and what some pages need. */
  readonly thirdParties?: PageNeeds;
}

/** The endpoint to which browsers report violations. */
export const REPORTS_PATH = "/api/policy-reports";
/** The endpoint's name in the Reporting-Endpoints header, which vercel.json sends. */
export const REPORTS_NAME = "policy";

const NONE = "'none'";
const SELF = "'self'";
const INLINE = "'unsafe-inline'";

/** Directives that do not fall back to `default-src`, or not directly, and must be closed by name. */
const CLOSED = { "base-uri": NONE, "object-src": NONE, "worker-src": NONE, "media-src": NONE };
/** The old and the new directive: not every browser supports the new one, and those that do ignore the old one. */
const REPORTED = { "report-uri": REPORTS_PATH, "report-to": REPORTS_NAME };

/** The policies of a site with this calendar and these inline scripts. */
export function contentPolicies({ cal, hasOwnFont = false, inlineScripts, thirdParties = {} }: PolicyNeeds): Policies {
  const own = {
    "default-src": NONE,
    // 'self' has this site's copy of Cal's script; Cal's own is the fallback, and the baseline's script.
    "script-src": [SELF, ...inlineScripts.map(hashSource), `${cal.origin}/embed/embed.js`].join(" "),
    "style-src": INLINE,
    // Cal's picture opens the connection: see BookingDialog.astro.
    "img-src": `${SELF} ${cal.origin}/favicon.ico`,
    "font-src": hasOwnFont ? `${SELF} data:` : SELF,
    "connect-src": SELF,
    "frame-src": [...new Set([cal.origin, cal.site])].join(" "),
    "form-action": SELF,
    "manifest-src": SELF,
    ...CLOSED,
  };
  const site = Object.entries(own).map(([name, sources]): [string, string] => {
    const added = thirdParties[name.replace(/-(?:src|action)$/, "") as keyof PageNeeds] ?? [];
    return [name, [...(sources === NONE && added.length > 0 ? [] : [sources]), ...added].join(" ")];
  });
  return {
    site: policyText({ ...Object.fromEntries(site), "frame-ancestors": SELF, ...REPORTED }),
    measure: policyText({ ...own, "frame-ancestors": NONE, ...REPORTED }),
    admin: policyText({
      "default-src": NONE,
      "script-src": SELF,
      // Astro inlines a page's styles. Style attributes could come from injected markup.
      "style-src": INLINE,
      "style-src-attr": NONE,
      "img-src": SELF,
      "font-src": SELF,
      "connect-src": SELF,
      "frame-src": NONE,
      "form-action": SELF,
      "manifest-src": NONE,
      ...CLOSED,
      "frame-ancestors": NONE,
      ...REPORTED,
    }),
  };
}

/**
 * The policy for pages in development, which is only reported on: Vite and Astro work with inline scripts, eval, sockets and
 * inserted files there, so everything of this origin is left out of it.
 */
export function developmentPolicy(needs: Omit<PolicyNeeds, "inlineScripts">): string {
  const { site } = contentPolicies({ ...needs, inlineScripts: [] });
  const looser: Readonly<Record<string, string>> = { "script-src": "'unsafe-inline' 'unsafe-eval' blob:", "style-src": SELF, "img-src": "data: blob:", "font-src": "data:", "connect-src": "ws: data:", "media-src": SELF, "frame-src": SELF, "worker-src": "'self' blob:" };
  return site
    .split("; ")
    .filter((directive) => !directive.startsWith("report-to "))
    .map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, ...sources.filter((source) => !(looser[name] && source === NONE)), ...(looser[name] ? [looser[name]] : [])].join(" ");
    })
    .join("; ");
}

function policyText(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}
