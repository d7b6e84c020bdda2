import { labelsOf } from "../content-check/field-labels.ts";

/** What the check of a change says, which runs at the Git host after each save: .github/workflows/content.yml. */
export interface CheckResults {
  /** "waiting": the change is there, and no check has begun yet, or the repository has none. */
  readonly state: "none" | "waiting" | "running" | "passed" | "failed";
  readonly mistakes: readonly CheckMistake[];
}

export interface CheckMistake {
  /** "src/content/pages/services/audit.md" */
  readonly file: string;
  /** The field by its labels: "Sections 3 › Heading". */
  readonly place: string;
  /** What was found, what is expected, and what to write instead. */
  readonly lines: readonly string[];
}

export interface CheckedChange {
  /** GitHub's REST API. */
  readonly api: string;
  /** "acme/website" */
  readonly repository: string;
  /** The branch of the entry: see entryBranch(). */
  readonly branch: string;
  /** That of the editor, who has signed in. */
  readonly token: string;
}

/** The branch on which the CMS keeps the unpublished changes of an entry. Slashes in its name are written out. */
export function entryBranch(collection: string, slug: string): string {
  return `cms/${collection}/${slug.replaceAll("%", "%25").replaceAll("/", "%2F")}`;
}

interface CheckRun {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output?: { readonly annotations_count?: number };
}

interface Annotation {
  readonly path: string;
  readonly annotation_level: string;
  readonly title: string | null;
  readonly message: string;
}

const NONE: CheckResults = { state: "none", mistakes: [] };

/**
 * The results for the newest state of a change. None for an entry without unpublished changes, and where the editor may not
 * read them.
 *
 * @see https://docs.github.com/en/rest/checks/runs
 */
export async function checkResults({ api, repository, branch, token }: CheckedChange, fetch: typeof globalThis.fetch): Promise<CheckResults> {
  const get = async <T>(path: string): Promise<T | undefined> => {
    const answer = await fetch(`${api}/repos/${repository}${path}`, { headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` }, cache: "no-store" });
    return answer.ok ? ((await answer.json()) as T) : undefined;
  };
  try {
    const answer = await get<{ check_runs: CheckRun[] }>(`/commits/${encodeURI(`heads/${branch}`)}/check-runs?per_page=100`);
    if (!answer) return NONE;
    const { check_runs: runs } = answer;
    const failed = runs.filter(({ conclusion }) => conclusion === "failure");
    const annotations = await Promise.all(failed.map(({ id }) => get<Annotation[]>(`/check-runs/${id}/annotations?per_page=50`)));
    const mistakes = annotations.flatMap((some = []) => some.filter(({ annotation_level: level, path }) => level === "failure" && path.startsWith("src/content/"))).map(mistakeOf);
    if (mistakes.length > 0) return { state: "failed", mistakes };
    if (runs.some(({ status }) => status !== "completed")) return { state: "running", mistakes };
    return { state: runs.length === 0 ? "waiting" : "passed", mistakes };
  } catch {
    return NONE;
  }
}

function mistakeOf({ path, title, message }: Annotation): CheckMistake {
  return { file: path, place: labelsOf(title ?? "file"), lines: message.split("\n").filter((line) => line.trim() !== "") };
}
