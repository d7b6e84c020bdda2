/** The digest as a mail: HTML with styles in place, and plain text. No pictures, no tracking, nothing that is loaded. */
import { escapeHtml } from "../alerts/mail.ts";
import type { DigestContent } from "./digest-content.ts";

/** Of the demo's admin pages, in contrast of 4.5:1 and more. A mail program that knows no dark mode shows the light one. */
const DARK = `@media (prefers-color-scheme:dark){.paper{background:#090e19!important}.ink{color:#eef1f6!important}.quiet{color:#9ba7ba!important}.line{border-color:#2c3a54!important}.button{background:#eef1f6!important;color:#090e19!important}}`;
const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = "color:#12151b";
const QUIET = "color:#555b66";
const LINE = "border-bottom:1px solid #dcd7cb";

/** Tables, because Outlook lays out nothing else reliably; 600 px, and the screen's width on a phone. */
export function digestHtml({ subject, title, span, rows, changes, campaign, link, footer, headings, language }: DigestContent): string {
  const heading = (text: string) => `<h2 class="ink" style="margin:28px 0 8px;${FONT};${INK};font-size:16px;line-height:22px">${escaped(text)}</h2>`;
  const paragraph = (text: string) => `<p class="ink" style="margin:0 0 8px;${FONT};${INK};font-size:16px;line-height:24px">${escaped(text)}</p>`;
  const cell = (text: string, style: string, kind: string) => `<td class="${kind} line" style="padding:10px 0;${LINE};${FONT};${style}">${escaped(text)}</td>`;
  const row = ({ name, value, before }: DigestContent["rows"][number]) =>
    `<tr><th scope="row" class="ink line" style="padding:10px 12px 10px 0;${LINE};${FONT};${INK};font-size:16px;line-height:22px;font-weight:400;text-align:left">${escaped(name)}</th>` +
    cell(value, `${INK};font-size:20px;line-height:24px;font-weight:600;text-align:right;white-space:nowrap`, "ink") +
    cell(before, `${QUIET};padding-left:16px;font-size:14px;line-height:20px;text-align:right`, "quiet") +
    "</tr>";
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title>`,
    `<style>:root{color-scheme:light dark}${DARK}</style></head>`,
    `<body class="paper" style="margin:0;padding:0;background:#fbf9f4"><table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#fbf9f4;table-layout:fixed"><tr><td align="center" style="padding:24px 16px">`,
    `<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;text-align:left"><tr><td>`,
    `<h1 class="ink" style="margin:0;${FONT};${INK};font-size:24px;line-height:30px">${escaped(title)}</h1>`,
    `<p class="quiet" style="margin:4px 0 20px;${FONT};${QUIET};font-size:14px;line-height:20px">${escaped(span)}</p>`,
    `<table width="100%" cellpadding="0" cellspacing="0" style="width:100%;border-collapse:collapse">${rows.map(row).join("")}</table>`,
    heading(headings.changes),
    ...changes.map(paragraph),
    ...(campaign === undefined ? [] : [heading(headings.campaign), paragraph(campaign)]),
    ...(link ? [`<p style="margin:28px 0"><a class="button" href="${escaped(link.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#12151b;color:#fbf9f4;${FONT};font-size:16px;line-height:20px;font-weight:600;text-decoration:none">${escaped(link.text)}</a></p>`] : []),
    `<p class="quiet" style="margin:28px 0 0;${FONT};${QUIET};font-size:13px;line-height:18px">${escaped(footer)}</p>`,
    "</td></tr></table></td></tr></table></body></html>",
  ].join("\n");
}

/** The space between a number and its unit. */
const UNIT = / (?=(?:%|ms|s)(?![\p{L}\p{N}]))/gu;

/** In characters: quoted in a reply, a line still fits into 80. */
const WIDTH = 72;

export function digestText({ title, span, rows, changes, campaign, link, footer, headings }: DigestContent): string {
  const [names, values] = [Math.max(...rows.map(({ name }) => name.length)), Math.max(...rows.map(({ value }) => value.length))];
  const table = rows.map(({ name, value, before }) => `${name.padEnd(names)}  ${value.padStart(values)}  (${before})`);
  return [
    title,
    "=".repeat(Math.min(WIDTH, title.length)),
    wrapped(span),
    "",
    ...table,
    "",
    headings.changes,
    ...changes.map((change) => wrapped(`- ${change}`, "  ")),
    ...(campaign === undefined ? [] : ["", headings.campaign, wrapped(campaign)]),
    // On a line of its own and never broken, so that every program finds the whole address.
    ...(link ? ["", `${link.text}:`, link.url] : []),
    "",
    // Mail programs leave out what follows in a reply: RFC 3676, 4.3.
    "-- ",
    wrapped(footer),
    "",
  ].join("\n");
}

function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replaceAll(UNIT, "\u00a0").split(" ")) {
    if (line !== "" && `${line} ${word}`.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n").replaceAll("\u00a0", " ");
}

/** A number keeps its unit. */
function escaped(text: string): string {
  return escapeHtml(text.replaceAll(UNIT, "\u00a0"));
}
