import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

const form = (fields: string, more = "") => page("contact", { sections: `\n  - type: form\n    name: contact\n    heading: Write to us\n    fields: ${fields}\n    button: Send\n${more}` });
const told = async (text: string) => (await problemsIn({ "pages/contact.md": text })).map(({ field, found, expected, fix }) => [field, found, expected, fix].join(" | "));

test("a form without mistakes has none", async () => {
  expect(await told(form(`[{type: name, label: Name}, {type: email, label: E-mail}, {type: text, name: phone, label: Phone, autocomplete: tel, required: false}, {type: select, name: topic, label: Topic, options: [A, B]}, {type: textarea, name: message, label: Message, hint: A hint.}, {type: checkbox, name: consent, label: I agree., link: {label: Privacy, href: /services}}]`, "    sent: Thanks.\n    thanks: /services\n    note: Small print.\n"))).toEqual([]);
});

test("mistakes in fields are named, each with what to write", async () => {
  expect(
    await told(form(`[{type: text, label: Company}, {type: mail, label: E-mail}, {type: select, name: topic, label: Topic}, {type: email, label: A, options: [A, B]}, {type: email, label: Again}, {type: textarea, name: Message, label: M}, {type: checkbox, name: reset, label: C, autocomplete: tel}, {type: name, label: N, link: {label: Privacy, href: /privcy}}]`)),
  ).toMatchInlineSnapshot(`
    [
      "sections[0].fields[0].name | no "name" | The name of the value for the program that receives it, e.g. "company". | name: company",
      "sections[0].fields[1].type | "mail" | Did you mean "email"? One of: name, email, text, textarea, select, checkbox. | type: email",
      "sections[0].fields[2].options | no "options" | The choices of the select. | options: ["The first", "The second"]",
      "sections[0].fields[3].options | a list of 2 items | Choices of a select. | Write "type: select", or remove "options".",
      "sections[0].fields[5].name | "Message" | The name of the value for the program that receives it, e.g. "company". Optional for the types name and email. | Write it in this form: name: "company"",
      "sections[0].fields[6].autocomplete | "tel" | A field of one line: the others say themselves what a browser may fill in. | Remove "autocomplete".",
      "sections[0].fields[6].name | "reset" | Another name: browsers have something else under constructor, dataset, elements, reset. | Correct the value of "name".",
      "sections[0].fields[7].link.href | "/privcy" | A page that exists. There is none at /privcy. | Link to a page that exists, or create this one: npm run new page privcy",
    ]
  `);
});

test("mistakes of a form are named, each with what to write", async () => {
  const two = form("[{type: email, label: E-mail}]", "    thanks: /thanks\n    button2: x\n  - {type: form, name: contact, heading: Again, fields: [{type: email, label: E-mail}], button: Send}\n  - {type: form, name: start, heading: Third, fields: [], button: Send}\n");
  expect(await told(two)).toMatchInlineSnapshot(`
    [
      "sections[0].thanks | "/thanks" | A page that exists. There is none at /thanks. | Link to a page that exists, or create this one: npm run new page thanks",
      "sections[0].button2 | button2: x | Fields allowed here: type, name, heading, text, fields, button, note, sent, thanks. | Remove "button2" and the lines that belong to it.",
      "sections[1].name | contact | A name that no other form of the page has. | name: contact-2",
      "sections[2].fields | a list of 0 items | 1 to 10 items. | Add 1 more:
    - type: name
      label: "…"",
      "sections[2].name | "start" | Another name: the site itself uses "start". | Correct the value of "name".",
    ]
  `);
});

const site = (words: string) => ({ "site.yaml": `name: Lapwing\ntagline: Vi gør det.\nemail: hello@lapwing.example\nlanguage: da\nbooking: {label: Bestil, title: Bestil}\nfooter: Slut.\n${words}` });
const words = async (files: Record<string, string>) => (await problemsIn(files)).filter(({ field }) => field.startsWith("form")).map(({ field, found, expected }) => [field, found, expected]);

test("a site in a language without ready-made words needs those of forms once a page has one", async () => {
  expect(await words(site(""))).toEqual([]);
  const found = await words({ ...site("form: {sent: Tak.}\n"), "pages/contact.md": form("[{type: email, label: E-mail}]") });
  expect(found).toHaveLength(15);
  expect(found[0]).toEqual(["form.again", "nothing", `A text in the site's language, da, because a page has a form. Without it, visitors see "Please press the button once more.".`]);
  expect(found.map(([field]) => field)).toContain("form.errors.email");
});
