import { settingProblems } from "../../src/setting-problems.ts";
import { SETTINGS } from "../../src/settings.ts";
import { ok, problem, type Finding } from "../findings.ts";
import type { Patient } from "./patient.ts";

/** What is set and what is wrong with it. No value is shown, of a secret or otherwise. */
export function settingFindings({ env, place }: Patient): readonly Finding[] {
  const problems = settingProblems(env, place);
  const set = SETTINGS.filter(({ name }) => env[name]?.trim()).map(({ name }) => name);
  const wrong = problems.map(({ names, message, remedy }) => {
    const setting = SETTINGS.find(({ name }) => name === names[0]);
    return problem("Settings", message, `${remedy}${setting ? ` It is for: ${setting.purpose}.` : ""}`);
  });
  const summary = set.length > 0 ? `Set and well-formed, for ${where(place)}: ${set.filter((name) => !problems.some(({ names }) => names.includes(name))).join(", ") || "none"}.` : `None is set: the demo, as it is for ${where(place)}.`;
  return wrong.length > 0 ? wrong : [ok("Settings", summary)];
}

function where(place: Patient["place"]): string {
  return place === "laptop" ? "a host of one's own" : place === "preview" ? "a preview on Vercel" : "production on Vercel";
}
