import { getCollection } from "astro:content";
import type { FormDefinition } from "../../host/forms/form-definition.ts";
import { addressOf } from "../content-files/content-address.ts";
import { languageOf, folderAt } from "../languages/languages.ts";
import { siteDetails } from "../published-pages.ts";
import { fieldName, type FormSection } from "./form-section.ts";

/** A form as the server knows it, and its section. */
export interface FormOnPage extends FormDefinition {
  readonly section: FormSection;
}

/**
 * The form with this name on the page at this address; undefined if there is none. Days do not matter: the page is there until the next
 * build, although the server's clock goes on.
 */
export async function formOnPage(page: string, name: string): Promise<FormOnPage | undefined> {
  const entry = (await getCollection("pages", ({ data }) => STAGE !== "production" || !data.draft)).find(({ id }) => addressOf(`pages/${id}`, LANGUAGES) === page);
  const section = entry?.data.sections.find((one): one is FormSection => one.type === "form" && one.name === name);
  if (!section) return undefined;
  const { language } = await siteDetails({ pathname: page });
  return { name, page, language: languageOf(folderAt(page, LANGUAGES), LANGUAGES) ?? language, heading: section.heading, fields: definedFields(section), section };
}

export function definedFields({ fields }: FormSection): FormDefinition["fields"] {
  return fields.map((field) => ({ type: field.type, name: fieldName(field) ?? "", label: field.label, required: field.required, options: field.options }));
}

/**
 * For the head of a page with a form: the browser asks for this picture with the first field that is used (host/forms/form-traps.ts).
 * Not in a style sheet, whose addresses Vite looks for among the files.
 */
export const START_STYLE = "form[data-form]:focus-within{background-image:url(/api/forms/start)}";

/** Where a visitor goes who has sent a form: to a page, or back to its own place, where it is replaced by a text. */
export function placeAfter({ page, name, section }: Pick<FormOnPage, "page" | "name" | "section">): string {
  return section.thanks ?? `${page}#${sentId(name)}`;
}

/** The text in place of a form that was sent. */
export const sentId = (name: string) => `${name}-sent`;
