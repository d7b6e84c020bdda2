/** What can be wrong with a page as it is laid out: each function names the elements that are wrong, in the page's own order. */
import type { Page } from "playwright/test";

/** What Tab should reach, in the order of the document, each by its words and address. A form's trap lies beside the page. */
export async function focusables(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("a[href], button, summary, input, select, textarea, [tabindex='0']")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.matches(":disabled"))
      .filter((element) => element.getBoundingClientRect().right > 0)
      .map((element) => `${element.tagName} ${element.textContent.trim().replaceAll(/\s+/g, " ")} ${element.getAttribute("href") ?? ""}`.trim()),
  );
}

/** What has the focus, named as `focusables` names it; where it does not show, that is said too. */
export async function missingInFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return "nothing";
    const name = `${element.tagName} ${element.textContent.trim().replaceAll(/\s+/g, " ")} ${element.getAttribute("href") ?? ""}`.trim();
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const { width, height, bottom, top } = element.getBoundingClientRect();
    const isMarked = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && !/, 0\)|transparent/.test(outlineColor);
    const isSeen = width > 2 && height > 2 && bottom > 0 && top < innerHeight;
    return isMarked && isSeen ? name : `${name} (${isMarked ? "out of sight" : "without a mark of the focus"})`;
  });
}

/** Texts, pictures and buttons that lie on one another by more than a pixel. */
export async function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // What scrolling shows and hides follows with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const parts = [...document.querySelectorAll<HTMLElement>("h1, h2, h3, p, img, summary, dt, dd, li > a, a.button, button, figcaption, td, th")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest(".visually-hidden, dialog"))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const found: string[] = [];
    for (const [index, one] of parts.entries()) {
      for (const other of parts.slice(index + 1)) {
        if (one.element.contains(other.element)) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 1) found.push(`${one.element.outerHTML.slice(0, 80)} on ${other.element.outerHTML.slice(0, 80)}`);
      }
    }
    return found;
  });
}

/** Pictures without an alt attribute, without a size, or that do not come. */
export async function pictureProblems(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const problems = await Promise.all(
      [...document.images].map(async (image) => {
        const name = image.currentSrc || image.src;
        image.loading = "eager";
        const hasCome = await image.decode().then(
          () => image.naturalWidth > 0,
          () => false,
        );
        return [
          image.hasAttribute("alt") ? "" : `${name} has no alt attribute`,
          image.getAttribute("width") && image.getAttribute("height") ? "" : `${name} has no width and height`,
          hasCome ? "" : `${name} does not come`,
        ];
      }),
    );
    return problems.flat().filter(Boolean);
  });
}

/** px, DESIGN's least height of what a thumb must meet. Links in running text are excepted, as in WCAG 2.5.8. */
const THUMB = 44;

export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    (least) =>
      [...document.querySelectorAll("nav a, header a, footer a, button, summary, .button, input, select")]
        .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .map((element) => {
          // A box is pressed by its label, too.
          const parts = element.matches("[type=checkbox], [type=radio]") ? [element, ...((element as HTMLInputElement).labels ?? [])] : [element];
          return { element, height: Math.max(...parts.map((part) => part.getBoundingClientRect().height)) };
        })
        .filter(({ height }) => height < least - 0.01)
        .map(({ element, height }) => `${Math.round(height)} px: ${element.outerHTML.slice(0, 120)}`),
    THUMB,
  );
}

/** Where ink would be wasted or unread: dark grounds, and text lighter than a mid grey. */
export async function paintedDark(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    if (!pixel) throw new Error("There is no canvas to read a colour with.");
    const read = (colour: string) => {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
      return { lightness: (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255, isSeen: alpha > 25 };
    };
    return [...document.querySelectorAll("html, body, body *")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("svg, dialog, .visually-hidden"))
      .flatMap((element) => {
        const { backgroundColor, color } = getComputedStyle(element);
        const ground = read(backgroundColor);
        const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
        return [
          ...(ground.isSeen && ground.lightness < 0.85 ? [`ground ${backgroundColor}: ${element.outerHTML.slice(0, 100)}`] : []),
          ...(hasText && read(color).lightness > 0.5 ? [`text ${color}: ${element.outerHTML.slice(0, 100)}`] : []),
        ];
      });
  });
}
