/** A request, and whether it is signed in. */
export interface View {
  readonly what: string;
  readonly path: string;
  /** Without a session, a guarded page would redirect to the sign-in. */
  readonly as: "signed-in" | "signed-out";
  readonly type: "text/html" | "application/json";
}

const page = (what: string, query: string): View => ({ what, path: `/admin/metrics?${query}`, as: "signed-in", type: "text/html" });

/** The page that the targets are about. */
export const WHOLE_PAGE = page("page, 90 days", "window=90d");

/** Filters together are answered from single records. */
export const COMBINATION = page("page, two filters, 28 days", "window=28d&page=%2Fservices&device=phone");

/** A page of the same function with almost no content: the base cost of any page. */
export const SIGN_IN: View = { what: "sign-in page", path: "/admin/sign-in", as: "signed-out", type: "text/html" };

/** The same days as JSON. */
export const REPORT: View = { what: "report (JSON), 90 days", path: "/api/cal-metrics?window=90d", as: "signed-in", type: "application/json" };

export const VIEWS: readonly View[] = [
  WHOLE_PAGE,
  page("page, 28 days", "window=28d"),
  page("page, 7 days", "window=7d"),
  page("page, 24 hours", "window=24h"),
  COMBINATION,
  page("page of /services, 90 days", "window=90d&page=%2Fservices"),
  SIGN_IN,
  REPORT,
];
