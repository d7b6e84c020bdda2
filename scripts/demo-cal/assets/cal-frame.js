// @ts-check
/** The frame's half of Cal's embed protocol: what is told to the page around it, and in which order. */

/** What a prerendered frame says before the page around it has connected it: nothing that anybody may count. */
const SAID_WHILE_PRERENDERING = new Set(["__iframeReady", "__dimensionChanged"]);

/**
 * @typedef {object} CalFrame
 * @property {() => void} bookerReady the slots are painted; told after `linkReady`, however late that is
 * @property {(booking: import("./booker.js").Booking) => void} booked
 * @property {() => void} close asks the page to put the frame away
 */

/**
 * Starts speaking, if there is anybody to speak to.
 *
 * @param {import("./booker.js").BookerConfig} config
 * @returns {CalFrame}
 */
export function openCalFrame(config) {
  if (!config.speaks || window.parent === window) return { bookerReady() {}, booked() {}, close() {} };

  let { isPrerendering } = config;

  /** @param {string} type @param {object} [data] */
  const tell = (type, data = {}) => {
    if (isPrerendering && !SAID_WHILE_PRERENDERING.has(type)) return;
    const { namespace } = config;
    // The page may live anywhere, so the message has no target; nothing in it is secret.
    window.parent.postMessage({ originator: "CAL", type, namespace, fullType: `CAL:${namespace}:${type}`, data }, "*");
  };

  /** @type {PromiseWithResolvers<void>} */
  const parentKnows = Promise.withResolvers();
  /** @type {PromiseWithResolvers<void>} */
  const connected = Promise.withResolvers();
  window.addEventListener("message", ({ data, source }) => {
    if (source !== window.parent || data?.originator !== "CAL") return;
    if (data.method === "parentKnowsIframeReady") parentKnows.resolve();
    if (data.method === "ui") applyTheme(data.arg);
    if (data.method === "connect") {
      applyTheme({ theme: data.arg?.theme, colorScheme: data.arg?.["ui.color-scheme"] });
      connected.resolve();
    }
  });

  tell("__iframeReady", { isPrerendering });
  if (config.linkFailed !== 0) {
    const data = { url: document.URL };
    tell("linkFailed", { code: String(config.linkFailed), msg: "Problem loading the link", data });
    return { bookerReady() {}, booked() {}, close() {} };
  }

  const linkReady = parentKnows.promise.then(async () => {
    tell("__windowLoadComplete");
    // Like Cal's page: in a frame without a size (a display: none dialog) it never becomes ready.
    while (window.innerHeight === 0) await new Promise((resolve) => addEventListener("resize", resolve, { once: true }));
    reportSize(tell);
    await delay(config.linkReadyDelayMs);
    if (isPrerendering) {
      await connected.promise;
      await delay(config.connectDelayMs);
      isPrerendering = false;
    }
    tell("linkReady");
    tell("bookerViewed", { eventId: config.eventTypeId, eventSlug: slugOf(config) });
  });

  document.addEventListener("click", ({ target }) => {
    const main = document.querySelector("main");
    if (target instanceof Node && target.isConnected && !main?.contains(target)) tell("__closeIframe");
  });

  return {
    bookerReady() {
      void linkReady.then(() => tell("bookerReady", { eventId: config.eventTypeId, eventSlug: slugOf(config) }));
    },
    booked({ uid, title, startTime, endTime }) {
      tell("bookingSuccessfulV2", {
        uid,
        title,
        startTime,
        endTime,
        eventTypeId: config.eventTypeId,
        status: "ACCEPTED",
        paymentRequired: false,
        isRecurring: false,
      });
    },
    close() {
      tell("__closeIframe");
    },
  };
}

/**
 * `theme` wins over `colorScheme`, which is what the page around the frame looks like.
 *
 * @param {{theme?: string | null, colorScheme?: string | null} | undefined} look
 */
export function applyTheme(look) {
  const wanted = [look?.theme, look?.colorScheme].find((theme) => theme === "light" || theme === "dark" || theme === "auto");
  if (wanted) document.documentElement.dataset.theme = wanted;
}

/** A timer, because a hidden frame gets next to no animation frames. @param {number} ms */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param {(type: string, data: object) => void} tell */
function reportSize(tell) {
  let last = "";
  const report = () => {
    const { width, height } = document.body.getBoundingClientRect();
    const size = { iframeWidth: Math.ceil(width), iframeHeight: Math.ceil(height) };
    // The page resizes the frame in answer: the same size twice would never end.
    if (last === JSON.stringify(size)) return;
    tell("__dimensionChanged", { ...size, isFirstTime: last === "" });
    last = JSON.stringify(size);
  };
  report();
  new ResizeObserver(report).observe(document.body);
}

/** @param {import("./booker.js").BookerConfig} config */
function slugOf({ path }) {
  return path.slice(path.lastIndexOf("/") + 1);
}
