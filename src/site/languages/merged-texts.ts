import { readyWords } from "./ready-words.ts";

/**
 * The texts of a language are its own file (site.de.yaml) over the ready-made words of the language, over the file of the
 * default language (site.yaml): what is missing in one comes from the next.
 */

type Fields = Record<string, unknown>;

export interface LanguageText {
  /** "de" */
  readonly language: string;
  /** The fields of its file; none if there is no file. */
  readonly data: Fields;
}

/** The fields of site.yaml with the ready-made words of its language for those that it leaves out. */
export function siteTexts(data: Fields): Fields {
  return over(readyWords(data.language), data) as Fields;
}

/** The fields of the site in another language. */
export function translatedSite(site: Fields, { language, data }: LanguageText): Fields {
  const texts = over(over(siteTexts(site), readyWords(language)), data) as Fields;
  const [events, translated] = [eventsOf(site), eventsOf(data)];
  if (events.length === 0 || translated.length === 0) return { ...texts, language: data.language ?? language };
  const linked = new Map(translated.map((one) => [one.link, one]));
  const mergedEvents = [...events.map((one) => over(one, linked.get(one.link)) as Fields), ...translated.filter(({ link }) => !events.some((one) => one.link === link))];
  return { ...texts, booking: { ...(texts.booking as Fields), events: mergedEvents }, language: data.language ?? language };
}

/** The entries of a shared list in another language. */
export function translatedEntries(entries: Fields, translated: Fields): Fields {
  return over(entries, translated) as Fields;
}

/** Maps are merged field by field; everything else is replaced. An empty field is none. */
function over(below: unknown, above: unknown): unknown {
  if (above === undefined || above === null) return below;
  if (!isMap(below) || !isMap(above)) return above;
  const names = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(names.map((name) => [name, over(own(below, name), own(above, name))]));
}

/** The events of site.yaml, each as a map. */
function eventsOf({ booking }: Fields): Fields[] {
  const events = isMap(booking) ? booking.events : undefined;
  return Array.isArray(events) ? events.flatMap((one: unknown) => (typeof one === "string" ? [{ link: one }] : isMap(one) ? [one] : [])) : [];
}

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
