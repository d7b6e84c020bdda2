/**
 * Puts a video's player in the place of its picture once a visitor has clicked. Until then the picture is a link to the video
 * at its host, and so it stays without this script. It is inline, once on each page with such a video: see Sections.astro.
 *
 * Where the site asks for consent, the first click shows the question, and the button in it loads the player. The answer is
 * for the videos of one host in this view of the page. Nothing is stored, so there is nothing to withdraw.
 */
const agreed = new Set<string>();

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-player]");
  // A click that opens another tab is the browser's.
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const { player = "", title = "" } = button.dataset;
  const { origin } = new URL(player);
  const place = button.closest("[data-video]");
  const question = CONSENT === "none" ? null : place?.querySelector("template");
  if (question && !agreed.has(origin)) {
    button.hidden = true;
    question.replaceWith(question.content);
    place?.querySelector("button")?.focus();
    return;
  }
  agreed.add(origin);
  const frame = Object.assign(document.createElement("iframe"), { title, allow: "autoplay; encrypted-media; fullscreen; picture-in-picture", src: player });
  place?.replaceChildren(frame);
  frame.focus();
  // The focus is on the empty document that the player replaces: in Chromium, the Tab key would pass the player by.
  frame.addEventListener("load", () => {
    if (document.activeElement !== frame) return;
    frame.blur();
    frame.focus();
  }, { once: true });
});
