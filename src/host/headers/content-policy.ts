import { createHash } from "node:crypto";

/**
 * What our pages may load, run and talk to: all of the site's content security policies, as text. The
 * build writes them into the host's routes (header-routes.ts), the middleware sends the same text.
 *
 * Scripts are named by exact address or by hash, and 'strict-dynamic' is left out on purpose: the
 * booking's inline script puts a template's content into the page, and the booking code takes script
 * addresses from an attribute. Under strict-dynamic what they insert would be trusted, so injected
 * markup could become a script; no markup can lengthen a list of addresses.
 *
 * Styles may stand in the page, and nowhere else. Ours do, and embed.js writes <style> elements and 20
 * style attributes, whose text changes with Cal's releases, so no hash would outlive one. One policy
 * covers all static answers, because rules for single addresses miss some (/about/index.html, what
 * answers a 404), so pages without a booking link have it too; those run no script at all. What a
 * script sets through `element.style` no policy sees.
 *
 * `require-trusted-types-for` is left out: embed.js writes its markup through innerHTML.
 */
export interface Policies {
  /** Everything that is not named below: pages, files, the API, what answers a 404, redirects. */
  readonly site: string;
  /** The site's, for a page that nobody may frame. */
  readonly measure: string;
  /** Under /admin: no third party at all. */
  readonly admin: string;
}

export interface PolicyNeeds {
  /** Where Cal's frame and scripts come from, and where people see Cal: origins. */
  readonly cal: { readonly origin: string; readonly site: string };
  /** The texts of the scripts that stand in pages themselves. */
  readonly inlineScripts: readonly string[];
}

/** Where browsers report what a policy has kept from happening. */
export const REPORTS_PATH = "/api/policy-reports";
/** The endpoint's name in the Reporting-Endpoints header, which vercel.json sends. */
export const REPORTS_NAME = "policy";

const NONE = "'none'";
const SELF = "'self'";
const INLINE = "'unsafe-inline'";

/** What has no fallback, or another one than `default-src`, and so must be closed by name. */
const CLOSED = { "base-uri": NONE, "object-src": NONE, "worker-src": NONE, "manifest-src": NONE, "media-src": NONE };
/** The older way and the newer one: not every browser knows the newer, and those that do pass over the older. */
const REPORTED = { "report-uri": REPORTS_PATH, "report-to": REPORTS_NAME };

/** The policies of a site with this calendar and these inline scripts. */
export function contentPolicies({ cal, inlineScripts }: PolicyNeeds): Policies {
  const site = {
    "default-src": NONE,
    // Our own copy of Cal's script comes from here; Cal's is for when it cannot be had, and for the baseline.
    "script-src": [SELF, ...inlineScripts.map(hashSource), `${cal.origin}/embed/embed.js`].join(" "),
    "style-src": INLINE,
    // Cal's is the picture that opens the connection: see BookingDialog.astro.
    "img-src": `${SELF} ${cal.origin}/favicon.ico`,
    "font-src": SELF,
    "connect-src": SELF,
    "frame-src": [...new Set([cal.origin, cal.site])].join(" "),
    "form-action": SELF,
    ...CLOSED,
  };
  return {
    site: policyText({ ...site, "frame-ancestors": SELF, ...REPORTED }),
    measure: policyText({ ...site, "frame-ancestors": NONE, ...REPORTED }),
    admin: policyText({
      "default-src": NONE,
      "script-src": SELF,
      // Astro writes a page's styles into it. Attributes are what slips in with markup.
      "style-src": INLINE,
      "style-src-attr": NONE,
      "img-src": SELF,
      "font-src": SELF,
      "connect-src": SELF,
      "frame-src": NONE,
      "form-action": SELF,
      ...CLOSED,
      "frame-ancestors": NONE,
      ...REPORTED,
    }),
  };
}

/** A script's text as a policy names it. */
function hashSource(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

function policyText(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}
