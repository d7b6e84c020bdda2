// @ts-check
/**
 * The frame's half of Cal's embed protocol: which events are sent, in which order and under which
 * conditions. Cal's own code is `packages/embeds/embed-core/src/embed-iframe.ts` and the hooks beside it.
 */

/** The pause between two looks at the page, ms. A timer, because a hidden frame gets no animation frames. */
const STEP_MS = 50;
const AFTER_LOAD_MS = 100;
/**
 * When the booker renders again after it started and after its slots came, ms. Cal's page settles for
 * about a second. After that it renders only when the visitor does something or the slots are fetched again.
 */
const SETTLING_MS = [50, 150, 400, 1000];

/** All that a prerendered frame says before the page around it connects it. */
const SAID_WHILE_PRERENDERING = new Set(["__iframeReady", "__dimensionChanged", "__connectInitiated", "linkPrerendered"]);

/**
 * @typedef {object} FrameConfig
 * @property {boolean} isSpeaking
 * @property {number} linkFailed
 * @property {number} linkReadyDelayMs
 * @property {"both" | "availabilityLoaded" | "bookerReady" | "none"} slotsEvents
 *
 * @typedef {{id: number, slug: string}} BookedEvent
 *
 * @typedef {object} CalFrame
 * @property {boolean} isEmbed whether a page around this one embeds it
 * @property {(event: BookedEvent, onRefetch: () => void) => void} bookerMounted `onRefetch` is called when the slots are to be fetched again
 * @property {() => void} bookerUnmounted
 * @property {(state: "loading" | "loaded" | "failed") => void} slots reports the state of the slots request
 * @property {() => void} rendered the booker has changed on the screen
 * @property {() => void} routeChanged
 * @property {(type: string, data: object) => void} sendEvent sends any other event
 */

/**
 * Starts speaking, if there is a page around this one.
 *
 * @param {FrameConfig} config
 * @returns {CalFrame}
 */
export function openCalFrame(config) {
  const namespace = embedNamespace();
  const isEmbed = namespace !== null && window.parent !== window;
  const isSpeaking = isEmbed && config.isSpeaking;

  const state = {
    /** @type {BookedEvent | undefined} */
    event: undefined,
    refetch() {},
    /** @type {"loading" | "loaded" | "failed"} */
    slots: "loading",
    /** How often the frame was shown to somebody, as Cal counts it. */
    views: 0,
    /** The events that the booker has already sent for this view. */
    reported: new Set(),
    /** @type {ReturnType<typeof setTimeout>[]} */
    settling: [],
    hasGivenHeight: false,
    isRendered: false,
  };

  /** @param {string} type @param {object} [data] */
  function sendEvent(type, data = {}) {
    if (!isSpeaking || (isPrerendering() && !SAID_WHILE_PRERENDERING.has(type))) return;
    // The page may live anywhere, so the message has no target; nothing in it is secret.
    window.parent.postMessage({ originator: "CAL", type, namespace, fullType: `CAL:${namespace}:${type}`, data }, "*");
  }

  /** Cal's booker sends its events while it renders: where nothing renders, nothing is sent. */
  function render() {
    const { event, slots, views } = state;
    if (!event) return;
    const { slotsEvents } = config;
    const ids = { eventId: event.id, eventSlug: event.slug };
    const isKnown = Boolean(event.id && event.slug);
    if (slots === "loaded" && isKnown && ["both", "availabilityLoaded"].includes(slotsEvents)) sendEvent("availabilityLoaded", ids);
    if (views === 0 || isPrerendering() || !["both", "bookerReady"].includes(slotsEvents)) return;
    const viewed = views === 1 ? "bookerViewed" : "bookerReopened";
    if (slots !== "loaded") tellOnce(viewed, { eventId: null, eventSlug: null, slotsLoaded: false });
    else if (isKnown) {
      tellOnce(viewed, { ...ids, slotsLoaded: true });
      tellOnce("bookerReady", ids);
    }
  }

  /** @param {string} type @param {object} data */
  function tellOnce(type, data) {
    if (state.reported.has(type)) return;
    state.reported.add(type);
    sendEvent(type, data);
  }

  function renderUntilSettled() {
    for (const timer of state.settling) clearTimeout(timer);
    state.settling = SETTLING_MS.map((ms) => setTimeout(render, ms));
    render();
  }

  async function informOfSize() {
    do await delay(STEP_MS);
    while (document.readyState !== "complete");
    await delay(AFTER_LOAD_MS);
    sendEvent("__windowLoadComplete");
    let known = "";
    let isFirstTime = true;
    for (; ; await delay(STEP_MS)) {
      const size = isFirstTime ? documentSize() : mainSize();
      // A frame in a closed `display: none` dialog has no size and goes no further.
      if (!size.iframeHeight || !size.iframeWidth) continue;
      if (known !== JSON.stringify(size) || !state.hasGivenHeight) sendEvent("__dimensionChanged", { ...size, isFirstTime });
      known = JSON.stringify(size);
      // The page around the frame resizes it after the first report, so the second one is the right one.
      if (!isFirstTime) state.hasGivenHeight = true;
      isFirstTime = false;
    }
  }

  async function informOfReadiness() {
    await delay(config.linkReadyDelayMs);
    await untilLinkReady();
    if (config.linkFailed !== 0) {
      const data = { url: document.URL };
      return sendEvent("linkFailed", { code: String(config.linkFailed), msg: "Problem loading the link", data });
    }
    document.body.style.visibility = "visible";
    state.isRendered = true;
    if (isPrerendering()) sendEvent("linkPrerendered");
    else linkReady();
  }

  async function untilLinkReady() {
    do await delay(STEP_MS);
    while (!state.hasGivenHeight || (state.event && awaitsSlots() && state.slots !== "loaded"));
  }

  function linkReady() {
    state.views++;
    state.reported = new Set();
    sendEvent("linkReady");
  }

  /**
   * Takes a prerendered frame over. embed.js sends either the configuration or `{config, params}`.
   *
   * @param {Record<string, any>} arg
   */
  async function connect({ config: settings, params = {}, ...plain }) {
    sendEvent("__connectInitiated");
    state.hasGivenHeight = false;
    const { iframeAttrs: _, "cal.embed.noSlotsFetchOnConnect": keepsSlots, ...asked } = settings ?? plain;
    while (!state.isRendered) await delay(STEP_MS);
    const url = new URL(document.URL);
    for (const key of ["preload", "prerender", "cal.skipSlotsFetch"]) url.searchParams.delete(key);
    for (const [key, value] of Object.entries({ ...params, ...asked })) url.searchParams.set(key, String(value));
    history.replaceState(history.state, "", url);
    applyLook({ theme: url.searchParams.get("theme"), colorScheme: url.searchParams.get("ui.color-scheme") });
    if (keepsSlots !== "true") state.refetch();
    // Two more looks, in which the booker may turn to loading its slots.
    if (state.event) await delay(2 * STEP_MS);
    await untilLinkReady();
    sendEvent("__connectCompleted");
    linkReady();
  }

  if (isEmbed) {
    document.documentElement.dataset.embed = "";
    const url = new URL(document.URL);
    applyLook({ theme: url.searchParams.get("theme"), colorScheme: url.searchParams.get("ui.color-scheme") });
    window.addEventListener("message", ({ data, source }) => {
      if (source !== window.parent || data?.originator !== "CAL") return;
      if (data.method === "ui") applyLook(data.arg);
      if (data.method === "parentKnowsIframeReady") void informOfReadiness();
      if (data.method === "connect") void connect(data.arg ?? {});
    });
    document.addEventListener("click", ({ target }) => {
      const main = document.querySelector("main") ?? document.documentElement;
      // Whatever is beside the card counts as a backdrop, also where there is none.
      if (target instanceof Node && target.contains(main)) sendEvent("__closeIframe");
    });
    sendEvent("__iframeReady", { isPrerendering: isPrerendering() });
    void informOfSize();
  }

  return {
    isEmbed,
    bookerMounted(mounted, onRefetch) {
      Object.assign(state, { event: mounted, refetch: onRefetch, slots: "loading" });
      sendEvent("navigatedToBooker");
      renderUntilSettled();
    },
    bookerUnmounted() {
      state.event = undefined;
    },
    slots(where) {
      state.slots = where;
      if (where === "loading") render();
      else renderUntilSettled();
    },
    rendered: render,
    routeChanged: () => sendEvent("__routeChanged"),
    sendEvent,
  };
}

/** The namespace that embed.js gave this frame; null for a page that is not embedded. The frame's name survives navigations. */
function embedNamespace() {
  const { searchParams, pathname } = new URL(document.URL);
  const named = /cal-embed=(.*)/.exec(window.name)?.[1]?.trim();
  return searchParams.get("embed") ?? named ?? (pathname.endsWith("/embed") ? "" : null);
}

/** A page that is loaded ahead stays one until `connect` takes the parameter out of its address. */
function isPrerendering() {
  return new URL(document.URL).searchParams.get("prerender") === "true";
}

/** With a skeleton of the page's own kind, embed.js keeps it up until the slots are there. */
function awaitsSlots() {
  return Boolean(new URL(document.URL).searchParams.get("cal.embed.pageType"));
}

/**
 * The theme changes the card; the colour scheme belongs to the document, and so to the canvas that the
 * browser paints behind it where it differs from the page around the frame.
 *
 * @param {{theme?: string | null, colorScheme?: string | null, cssVarsPerTheme?: Record<string, Record<string, string>>, hideEventTypeDetails?: boolean} | undefined} look
 */
function applyLook(look) {
  const root = document.documentElement;
  if (look?.cssVarsPerTheme) applyColours(look.cssVarsPerTheme);
  if (look?.hideEventTypeDetails !== undefined) root.toggleAttribute("data-without-details", look.hideEventTypeDetails);
  if (look?.theme && ["light", "dark", "auto"].includes(look.theme)) root.dataset.theme = look.theme;
  if (look?.colorScheme) root.style.colorScheme = look.colorScheme;
}

/** @type {Record<string, Record<string, string>>} */
const colours = {};
/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * Cal's custom properties, by theme. Later ones are added to earlier ones, as in Cal since 2026.
 *
 * @param {Record<string, Record<string, string>>} perTheme
 */
function applyColours(perTheme) {
  for (const [theme, values] of Object.entries(perTheme)) colours[theme] = { ...colours[theme], ...values };
  const rules = Object.entries(colours).map(([theme, values]) => {
    const declared = Object.entries(values).map(([name, value]) => `--${name}: ${value};`).join(" ");
    return `:root[data-theme="${theme}"] { ${declared} } @media (prefers-color-scheme: ${theme}) { :root[data-theme="auto"] { ${declared} } }`;
  });
  sheet ??= new CSSStyleSheet();
  sheet.replaceSync(rules.join("\n"));
  document.adoptedStyleSheets = [sheet];
}

function documentSize() {
  const { scrollHeight, scrollWidth } = document.documentElement;
  return { iframeHeight: scrollHeight, iframeWidth: scrollWidth };
}

function mainSize() {
  const main = document.querySelector("main") ?? document.documentElement;
  const style = getComputedStyle(main);
  return {
    iframeHeight: sumOf(style.height, style.marginTop, style.marginBottom),
    iframeWidth: sumOf(style.width, style.marginLeft, style.marginRight),
  };
}

/** @param {...string} lengths in px @returns {number} rounded up */
function sumOf(...lengths) {
  return Math.ceil(lengths.reduce((total, length) => total + Number.parseFloat(length), 0));
}

/** @param {number} ms */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
