/**
 * Stand-ins for the analytics providers. Each script does with the page, the queue of its snippet and the network what the
 * provider's own does; what it sends is recorded and answered. None of the providers' own scripts has been run.
 *
 * plausible: after tracker/src/track.js of plausible/analytics. umami: after src/tracker/index.js of umami-software/umami. posthog: after
 * parts of the source of posthog-js and its snippet. vercel: after @vercel/analytics 2.x. gtag, gtm, fbevents and fathom: after their
 * documentation.
 */
import type { BrowserContext, Request, Route } from "playwright/test";

type Provider = "plausible" | "google" | "meta" | "posthog" | "umami" | "fathom" | "vercel";

/** One message that a provider has received. */
export interface Sent {
  readonly to: Provider;
  /** The provider's name of what happened. */
  readonly event: string;
  /** The page's address in it. */
  readonly page: string;
  /** Address, body and referrer: all that the provider could read. */
  readonly raw: string;
  /** The properties that came with it. */
  readonly data: Readonly<Record<string, unknown>>;
}

const PLAUSIBLE = `(() => {
  const script = document.currentScript, endpoint = new URL(script.src).origin + "/api/event", isManual = /manual/.test(script.src);
  const { q = [], o = {} } = window.plausible ?? {};
  const track = (n, options = {}) => {
    let payload = { n, v: 27, u: (isManual && options.u) || location.href, d: script.getAttribute("data-domain") ?? "example.com", r: document.referrer || null };
    if (options.props) payload.p = options.props;
    if (options.revenue) payload.$ = options.revenue;
    if (typeof o.transformRequest === "function") payload = o.transformRequest(payload);
    if (payload) fetch(endpoint, { method: "POST", headers: { "Content-Type": "text/plain" }, keepalive: true, body: JSON.stringify(payload) }).catch(() => {});
  };
  window.plausible = track;
  if (!isManual && o.autoCapturePageviews !== false) track("pageview");
  q.forEach((call) => track(...call));
})();`;

/** Commands are \`arguments\` objects; arrays and plain objects are ignored. A second id loads a second script. */
const GTAG = `(() => {
  if (window.standInTag) return;
  window.standInTag = true;
  const ids = new Map(), globals = {};
  const send = (en, id, params) => {
    const dl = params.page_location ?? ids.get(id)?.page_location ?? globals.page_location ?? location.href;
    const query = new URLSearchParams({ v: "2", tid: id, en, dl, dr: document.referrer });
    for (const [name, value] of Object.entries(params)) if (!/^(send_to|page_location)$/.test(name)) query.set("ep." + name, value);
    if (!id.startsWith("AW-")) return void fetch("https://region1.google-analytics.com/g/collect?" + query, { method: "POST", keepalive: true, mode: "no-cors" }).catch(() => {});
    new Image().src = "https://www.googleadservices.com/pagead/conversion/" + id.slice(3).split("/")[0] + "/?" + query;
    new Image().src = "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/1/?random=1";
    new Image().src = "https://www.google.com/pagead/1p-user-list/1/?random=1";
  };
  const run = (command) => {
    if (Object.prototype.toString.call(command) !== "[object Arguments]") return;
    const [name, first, params = {}] = command;
    if (name === "set") Object.assign(globals, first);
    if (name === "consent") window.standInConsent = [...(window.standInConsent ?? []), [first, params.ad_storage]];
    if (name === "config") {
      if (ids.size > 0 && !ids.has(first)) document.head.append(Object.assign(document.createElement("script"), { src: "https://www.googletagmanager.com/gtag/destination?id=" + first + "&cx=c" }));
      ids.set(first, params);
      if (first.startsWith("G-")) send("page_view", first, params);
    }
    if (name === "event") for (const id of params.send_to ? [params.send_to].flat() : [...ids.keys()]) send(first, id, params);
  };
  const layer = (window.dataLayer ??= []);
  const push = layer.push;
  layer.push = (...all) => { const length = push.apply(layer, all); all.forEach(run); return length; };
  layer.forEach(run);
})();`;

/** A container with one tag: GA4, for each event of the page's own. It reads the address by itself. */
const GTM = `(() => {
  const run = (message) => {
    if (!message?.event || message.event.startsWith("gtm.")) return;
    const query = new URLSearchParams({ v: "2", tid: "GTM", en: message.event, dl: location.href });
    for (const [name, value] of Object.entries(message)) if (name !== "event" && value !== undefined) query.set("ep." + name, value);
    fetch("https://www.google-analytics.com/g/collect?" + query, { method: "POST", keepalive: true, mode: "no-cors" }).catch(() => {});
  };
  const layer = (window.dataLayer ??= []);
  const push = layer.push;
  layer.push = (...all) => { const length = push.apply(layer, all); all.forEach(run); return length; };
  layer.forEach(run);
})();`;

const FBEVENTS = `(() => {
  const ids = [];
  let revoked = false, automatic = true;
  const send = (id, ev, data = {}, { eventID } = {}) => {
    if (revoked) return;
    const query = new URLSearchParams({ id, ev, dl: location.href, rl: document.referrer, v: "2.9", ...(eventID && { eid: eventID }) });
    for (const [name, value] of Object.entries(data)) query.set("cd[" + name + "]", value);
    new Image().src = "https://www.facebook.com/tr/?" + query;
  };
  fbq.callMethod = (name, ...rest) => {
    if (name === "set" && rest[0] === "autoConfig") automatic = rest[1];
    if (name === "init") { ids.push(rest[0]); document.head.append(Object.assign(document.createElement("script"), { src: "https://connect.facebook.net/signals/config/" + rest[0] + "?v=2.9" })); }
    if (/^track(Custom)?$/.test(name)) for (const id of ids) send(id, ...rest);
    if (/^trackSingle/.test(name)) send(...rest);
    if (name === "consent") revoked = rest[0] === "revoke";
  };
  for (const call of fbq.queue) fbq.callMethod(...call);
  addEventListener("click", ({ target }) => automatic && send(ids[0], "SubscribedButtonClick", { buttonText: target.textContent }), true);
})();`;

const POSTHOG = `(() => {
  const snippet = window.posthog;
  for (const [token, config, name] of snippet._i) {
    const assets = config.api_host.replace(/(us|eu)\\.i\\./, "$1-assets.i.");
    document.head.append(Object.assign(document.createElement("script"), { src: assets + "/array/" + token + "/config.js" }));
    fetch(config.api_host + "/flags/?v=2", { method: "POST", body: JSON.stringify({ token }) }).catch(() => {});
    let out = false;
    const real = {
      capture(event, properties = {}) {
        let message = { event, properties: { token, $current_url: location.href, $host: location.host, $pathname: location.pathname, $referrer: document.referrer || "$direct", title: document.title, ...properties }, $set_once: { $initial_current_url: location.href } };
        if (config.before_send) message = config.before_send(message);
        if (message && !out) fetch(config.api_host + "/e/", { method: "POST", keepalive: true, body: JSON.stringify(message) }).catch(() => {});
      },
      opt_out_capturing() { out = true; },
      push([method, ...args]) { this[method](...args); },
    };
    if (config.capture_pageview !== false) real.capture("$pageview");
    for (const call of [...snippet]) real.push(call);
    window[name] = real;
  }
})();`;

const UMAMI = `(() => {
  const script = document.currentScript, attr = (name) => script.getAttribute("data-" + name);
  const endpoint = (attr("host-url") || (script.src.includes("cloud.umami.is") ? "https://api-gateway.umami.dev" : new URL(script.src).origin)) + "/api/send";
  if (attr("identity-stitching") !== "false") try { localStorage.setItem("umami.visitor", "somebody"); } catch {}
  const url = () => { const u = new URL(location.href); if (attr("exclude-search") === "true") u.search = ""; return u.href; };
  const payload = () => ({ website: attr("website-id"), hostname: location.hostname, screen: "1x1", language: navigator.language, title: document.title, url: url(), referrer: document.referrer.startsWith(location.origin) ? "" : document.referrer });
  const send = (data) => fetch(endpoint, { method: "POST", keepalive: true, credentials: "omit", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ type: "event", payload: data }) }).catch(() => {});
  const track = (name, data) => send(typeof name === "string" ? { ...payload(), name, data } : typeof name === "function" ? name(payload()) : typeof name === "object" ? { ...name } : payload());
  window.umami ??= { track };
  if (attr("auto-track") !== "false") document.readyState === "complete" ? track() : document.addEventListener("readystatechange", () => document.readyState === "complete" && track());
})();`;

const FATHOM = `(() => {
  const script = document.currentScript;
  const send = (query) => { new Image().src = "https://cdn.usefathom.com/?" + new URLSearchParams({ sid: script.getAttribute("data-site"), ...query }); };
  window.fathom = {
    trackPageview: ({ url = location.href } = {}) => { const u = new URL(url); send({ h: u.origin, p: u.pathname, r: document.referrer, qs: JSON.stringify(Object.fromEntries([...u.searchParams].filter(([name]) => /^(utm_|ref$|gclid$)/.test(name)))) }); },
    trackEvent: (name, { _value = 0 } = {}) => send({ h: location.origin, p: location.pathname, name, payload: _value }),
  };
  if (script.getAttribute("data-auto") !== "false") fathom.trackPageview();
})();`;

const VERCEL = `(() => {
  let clean = (event) => event;
  const send = (path, type, more) => { const event = clean({ type, url: location.href }); if (event) fetch("/_vercel/insights/" + path, { method: "POST", keepalive: true, body: JSON.stringify({ o: event.url, ...more }) }).catch(() => {}); };
  const run = ([name, value]) => {
    if (name === "beforeSend") clean = value;
    if (name === "event") send("event", "event", { en: value.name, ed: value.data });
  };
  (window.vaq ?? []).forEach((call) => run([...call]));
  window.va = (...call) => run(call);
  send("view", "pageview", {});
})();`;

const SCRIPTS: readonly [RegExp, string][] = [
  [/^https:\/\/plausible\.io\/js\//, PLAUSIBLE],
  [/^https:\/\/www\.googletagmanager\.com\/gtag\/js\?/, GTAG],
  [/^https:\/\/www\.googletagmanager\.com\/gtag\/destination\?/, ""],
  [/^https:\/\/www\.googletagmanager\.com\/gtm\.js\?/, GTM],
  [/^https:\/\/connect\.facebook\.net\/en_US\/fbevents\.js$/, FBEVENTS],
  [/^https:\/\/connect\.facebook\.net\/signals\/config\//, ""],
  [/^https:\/\/us-assets\.i\.posthog\.com\/static\/array\.js$/, POSTHOG],
  [/^https:\/\/us-assets\.i\.posthog\.com\/array\//, ""],
  [/^https:\/\/cloud\.umami\.is\/script\.js$/, UMAMI],
  [/^https:\/\/cdn\.usefathom\.com\/script\.js$/, FATHOM],
  [/^https?:\/\/[^/]+\/_vercel\/insights\/script\.js$/, VERCEL],
];

export interface Providers {
  /** What was received, in order, without the calls that report nothing. */
  readonly sent: Sent[];
  /** The addresses of all requests to providers, scripts included. */
  readonly requests: string[];
  /** What was received of a booking. */
  conversions(): Sent[];
}

/** Puts the stand-ins in the place of the whole outside world. */
export async function standIns(context: BrowserContext): Promise<Providers> {
  const providers: Providers = { sent: [], requests: [], conversions: () => providers.sent.filter(({ event }) => /booking|lead|schedule|conversion/i.test(event)) };
  const answer = async (route: Route): Promise<void> => {
    const request = route.request();
    providers.requests.push(request.url());
    const script = SCRIPTS.find(([pattern]) => pattern.test(request.url()));
    if (script) return route.fulfill({ contentType: "text/javascript", body: script[1] });
    const sent = messageOf(request);
    if (sent) providers.sent.push(sent);
    return route.fulfill({ status: 200, contentType: "application/json", headers: { "access-control-allow-origin": "*" }, body: "{}" });
  };
  await context.route(/^https:\/\//, answer);
  await context.route("**/_vercel/**", answer);
  return providers;
}

/** A provider's message in the words of all of them; undefined for a request that reports nothing. */
function messageOf(request: Request): Sent | undefined {
  const url = new URL(request.url());
  const body = request.postData() ?? "";
  const raw = decodeURIComponent(`${request.url()}\n${body}\n${request.headers().referer ?? ""}`.replaceAll("+", " "));
  const query = Object.fromEntries(url.searchParams);
  const of = (to: Provider, event: unknown, page: unknown, data: unknown = query) => ({ to, event: String(event), page: String(page), raw, data: (data ?? {}) as Sent["data"] });
  const json = () => JSON.parse(body) as { n?: string; u?: string; p?: object; event?: string; properties?: Record<string, unknown>; payload?: Record<string, unknown>; o?: string; en?: string; ed?: object };
  switch (url.hostname.replace(/^region1\./, "")) {
    case "plausible.io":
      return of("plausible", json().n, json().u, json().p);
    case "google-analytics.com":
    case "www.google-analytics.com":
    case "www.googleadservices.com":
      return of("google", query.en, query.dl);
    case "www.facebook.com":
      return of("meta", query.ev, query.dl);
    case "us.i.posthog.com":
      return url.pathname === "/e/" ? of("posthog", json().event, json().properties?.$current_url, json().properties) : undefined;
    case "api-gateway.umami.dev":
      return of("umami", json().payload?.name ?? "pageview", json().payload?.url, json().payload?.data);
    case "cdn.usefathom.com":
      return of("fathom", query.name ?? "pageview", `${query.h}${query.p}`);
    default:
      return url.pathname.startsWith("/_vercel/insights/") ? of("vercel", json().en ?? "pageview", json().o, json().ed) : undefined;
  }
}
