import type { ContentProblem } from "../content-problem.ts";

/** The page shown in place of one that cannot be rendered. It uses nothing of the site, which may be broken. */
export function problemPage(heading: string, file: string, problems: readonly ContentProblem[]): Response {
  const text =
    problems.length > 0
      ? list(problems)
      : "<p>The file is being read again. If this message stays, look at the terminal of the development server.</p>";
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(heading)}</title>
<script type="module" src="/@vite/client"></script>
</head>
<body>
<main data-content-problems>
<style>${STYLES}</style>
<h1>${escaped(heading)}</h1>
<p>The page appears here as soon as ${escaped(file)} has no problems.</p>
${text}
</main>
</body>
</html>`;
  return new Response(html, { status: 500, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}

/** The notice above a page that can be rendered in spite of its problems. */
export function problemNotice(problems: readonly ContentProblem[]): string {
  const heading = `${problems.length} ${problems.length === 1 ? "problem" : "problems"} to fix`;
  return `<aside data-content-problems aria-label="${heading}"><style>${STYLES}</style><details open><summary>${heading} before this page can be published</summary>${list(problems)}</details></aside>`;
}

function list(problems: readonly ContentProblem[]): string {
  return `<ol>${problems.map(item).join("")}</ol>`;
}

function item({ file, line, column, field, found, expected, fix }: ContentProblem): string {
  const rows = [
    ["Where", `${file}:${line}${column === undefined ? "" : `:${column}`}`],
    ["Field", field],
    ["Found", found],
    ["Expected", expected],
    ["Fix", fix],
  ] as const;
  return `<li><dl>${rows.map(([name, text]) => `<div><dt>${name}</dt><dd>${escaped(text)}</dd></div>`).join("")}</dl></li>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const STYLES = `
[data-content-problems] { color-scheme: light dark; box-sizing: border-box; max-width: 60rem; margin: 1rem auto; padding: 1rem 1.5rem;
  border: 2px solid; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
[data-content-problems] h1 { margin: 0 0 1rem; font: 600 1.5rem/1.25 system-ui, sans-serif; letter-spacing: 0; }
[data-content-problems] summary { font-weight: 600; cursor: pointer; }
[data-content-problems] ol { margin: 1rem 0 0; padding-inline-start: 1.5rem; }
[data-content-problems] li + li { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid; }
[data-content-problems] dl { margin: 0; }
[data-content-problems] dl div { display: grid; grid-template-columns: 6rem minmax(0, 1fr); }
[data-content-problems] dt { font-weight: 600; }
[data-content-problems] dd { margin: 0; white-space: pre-wrap; }
`;
