import type { CustomPreviewTemplate, CustomPreviewTemplateProps } from "@sveltia/cms";
import { Component, createElement as h, type ReactNode } from "react";
import { labelOf } from "../content-check/field-labels.ts";
import { checkNotice, type AskCheck } from "./check-notice.ts";
import { entryProblems } from "./entry-problems.ts";
import type { EntryFormat } from "./entry-text.ts";

/**
 * What a page looks like while it is edited: its parts in order, with the site's own colours, typeface and sizes. The page
 * itself, to the last detail, is on the preview deployment. No hooks: the CMS renders this with its own copy of React.
 */

type Fields = Readonly<Record<string, unknown>>;

/** The preview of pages and articles, with their mistakes above. */
export function previewOf(kind: "page" | "post", format: EntryFormat, askCheck: AskCheck): CustomPreviewTemplate {
  return (props) => {
    const data = dataOf(props.entry);
    return h("main", null, notices(data), problemList(kind, { ...data }, format), checkNotice(props.entry, askCheck), kind === "page" ? pageParts(data, props) : postParts(data, props));
  };
}

/** The preview of an entry of a list. */
export function previewOfEntry(list: string, askCheck: AskCheck): CustomPreviewTemplate {
  return (props) => h("main", null, checkNotice(props.entry, askCheck), h("section", { className: "section wrap" }, entryParts(list, dataOf(props.entry), "")));
}

function dataOf(entry: CustomPreviewTemplateProps["entry"]): Fields {
  return (entry.toJS().data ?? {}) as Fields;
}

function problemList(kind: "page" | "post", data: Record<string, unknown>, format: EntryFormat): ReactNode {
  // Of a page that has just been begun, everything is missing.
  const problems = data.title ? entryProblems(kind, data, format) : [];
  if (problems.length === 0) return null;
  return h("aside", { className: "problems" },
    h("h2", null, `${problems.length} ${problems.length === 1 ? "thing" : "things"} to mend before this can be published`),
    h("ul", null, problems.map(({ place, expected, fix }, i) => h("li", { key: i }, h("strong", null, place), `: ${expected}`, h("br"), `To mend it: ${fix}`))));
}

function notices({ draft, publishDate, unpublishDate }: Fields): ReactNode {
  const [first, last] = [textOf(publishDate), textOf(unpublishDate)];
  const notice = draft === true ? "A draft: the public site does not show it."
    : first !== "" && new Date(first) > new Date() ? `Not public before ${first}.`
    : last !== "" && new Date(last) <= new Date() ? `No longer public since ${last}.`
    : undefined;
  return notice ? h("p", { className: "notice", role: "note" }, notice) : null;
}

function pageParts(data: Fields, props: CustomPreviewTemplateProps): ReactNode {
  const { eyebrow, heading, text, image, cta, figure } = fieldsOf(data.hero);
  const sections = listOf(data.sections);
  const body = h("div", { key: "body", className: "section wrap prose" }, props.widgetFor("body"));
  return [
    h("div", { key: "hero", className: "hero wrap" }, eyebrow ? h("p", { className: "eyebrow" }, textOf(eyebrow)) : null, h("h1", null, textOf(heading)), h("p", { className: "lead" }, textOf(text)), button(cta), figureOf(figure), picture(image, props)),
    sections.some(({ type }) => type === "body") ? null : body,
    ...sections.map((section, i) => (section.type === "body" ? body : h("section", { key: i, className: `section wrap ${textOf(section.type)}` }, sectionParts(section, props)))),
  ];
}

function postParts(data: Fields, props: CustomPreviewTemplateProps): ReactNode {
  const { heading, text, cta } = fieldsOf(data.cta);
  return [
    h("div", { key: "head", className: "hero wrap" }, h("h1", null, textOf(data.title)), h("p", { className: "lead" }, textOf(data.description)), h("p", { className: "quiet" }, textOf(data.publishDate)), picture(data.image, props)),
    h("div", { key: "body", className: "section wrap prose" }, props.widgetFor("body")),
    heading ? h("section", { key: "cta", className: "section wrap cta" }, h("h2", null, textOf(heading)), h("p", null, textOf(text)), button(cta)) : null,
  ];
}

function sectionParts(section: Fields, props: CustomPreviewTemplateProps): ReactNode {
  const { type, heading, text, items, columns, plans, figures, fields, cta, note } = section;
  const list = LISTS[textOf(type)];
  const entries = list && Array.isArray(items) ? items.map((name, i) => h(ListEntry, { key: `${String(name)}${i}`, list, name: textOf(name), props })) : undefined;
  if (type === "quote") return h("blockquote", null, h("p", null, `“${textOf(text)}”`), section.by ? h(ListEntry, { list: "people", name: textOf(section.by), props }) : null);
  return [
    h("h2", { key: "heading" }, textOf(heading)),
    text ? h("p", { key: "text", className: "lead" }, textOf(text)) : null,
    picture(section.image ?? { src: section.poster, alt: heading }, props),
    ...(Array.isArray(fields) ? [h("ul", { key: "fields" }, listOf(fields).map(({ label }, i) => h("li", { key: i }, textOf(label)))), button({ label: section.button })] : []),
    entries ? h("div", { key: "entries", className: "cells" }, entries) : null,
    ...[items, columns, plans, figures].flatMap((cells, i) => (entries || !Array.isArray(cells) ? [] : [h("div", { key: `cells${i}`, className: "cells" }, listOf(cells).map((cell, j) => cellOf(cell, j)))])),
    ["posts", "benchmark"].includes(textOf(type)) ? h("p", { key: "built", className: "quiet" }, type === "posts" ? "The newest articles appear here." : "The results of the last benchmark appear here.") : null,
    button(cta),
    note ? h("p", { key: "note", className: "quiet" }, textOf(note)) : null,
  ];
}

/** A point, a step, a column, a plan or a number. */
function cellOf(cell: Fields, key: number): ReactNode {
  const { heading, name, label, price, per, before, value, minutes, text, cta } = cell;
  const short = [cell.items, cell.includes].find(Array.isArray);
  const range = Array.isArray(minutes) && minutes.length === 2 ? `${minutes.join(" – ")} min` : "";
  return h("div", { key, className: "cell" },
    range ? h("p", { className: "quiet" }, range) : null,
    h("h3", null, textOf(heading ?? name ?? label)),
    price || value ? h("p", { className: "number" }, [before, price ?? value].filter(Boolean).map(textOf).join(" → "), per ? h("small", null, ` ${textOf(per)}`) : null) : null,
    text ? h("p", null, textOf(text)) : null,
    short ? h("ul", null, short.map((item, i) => h("li", { key: i }, textOf(item)))) : null,
    button(cta));
}

function button(cta: unknown): ReactNode {
  const { label, event, href, note } = fieldsOf(cta);
  if (label === undefined && event === undefined && href === undefined) return null;
  return h("p", { key: "cta", className: "action" }, h("span", { className: "button" }, textOf(label) || "The button's label"), note ? h("span", { className: "quiet" }, ` ${textOf(note)}`) : null);
}

function figureOf(figure: unknown): ReactNode {
  const { value, text } = fieldsOf(figure);
  return value ? h("p", { className: "figure" }, h("strong", null, textOf(value)), ` ${textOf(text)}`) : null;
}

function picture(image: unknown, { getAsset }: CustomPreviewTemplateProps): ReactNode {
  const { src, alt } = fieldsOf(image);
  return src ? h(Picture, { key: "picture", src: textOf(src), alt: textOf(alt), getAsset }) : null;
}

interface PictureProps extends Pick<CustomPreviewTemplateProps, "getAsset"> {
  readonly src: string;
  readonly alt: string;
}

/** ms between two looks for a picture that the CMS fetches, and the number of looks. */
const LOOK = { every: 250, most: 40 };

/** A picture of the repository, which the CMS fetches when it is asked for it, or one that was just added. */
class Picture extends Component<PictureProps, { url?: string }> {
  override state: { url?: string } = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount(): void {
    this.#look(this.props.getAsset(this.props.src));
  }

  override componentDidUpdate({ src }: PictureProps): void {
    if (src !== this.props.src) this.#look(this.props.getAsset(this.props.src));
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  #look(asset: ReturnType<PictureProps["getAsset"]>, looks = 0): void {
    clearTimeout(this.#timer);
    const url = [this.props.src, asset?.url ?? ""].find((one) => one.startsWith("blob:"));
    if (url) this.setState({ url });
    else if (looks < LOOK.most) this.#timer = setTimeout(() => this.#look(asset, looks + 1), LOOK.every);
  }

  override render(): ReactNode {
    return h("img", { src: this.state.url, alt: this.props.alt });
  }
}

/** The lists of sections whose items are names of entries. */
const LISTS: Readonly<Record<string, string>> = { testimonials: "testimonials", faq: "faqs", people: "people", logos: "logos" };

interface EntryProps {
  readonly list: string;
  readonly name: string;
  readonly props: CustomPreviewTemplateProps;
}

/** An entry of a list, which the CMS reads later. */
class ListEntry extends Component<EntryProps, { data?: Fields }> {
  override state: { data?: Fields } = {};

  override componentDidMount(): void {
    const { list, name, props } = this.props;
    void props.getCollection(list, name).then((entry) => {
      const found = Array.isArray(entry) ? entry[0] : entry;
      if (found) this.setState({ data: dataOf(found) });
    });
  }

  override render(): ReactNode {
    const { list, name } = this.props;
    return entryParts(list, this.state.data ?? {}, name);
  }
}

function entryParts(list: string, data: Fields, name: string): ReactNode {
  const title = textOf(data.question ?? data.name) || labelOf(name.replaceAll("-", " "));
  const text = textOf(data.answer ?? data.text);
  return h("div", { className: `cell ${list}` },
    list === "testimonials" ? h("p", null, `“${text}”`) : null,
    h("h3", null, title),
    data.role ? h("p", { className: "quiet" }, textOf(data.role)) : null,
    list !== "testimonials" && text ? h("p", null, text) : null);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
