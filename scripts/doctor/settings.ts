import { calCorrections } from "../../src/booking/cal-settings.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../../src/host/settings/settings.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";
import type { Patient } from "./patient.ts";

/** What is set and what is wrong with it. No value is shown, of a secret or otherwise. */
export function settingFindings({ env, place, isElsewhere }: Patient): readonly Finding[] {
  const all = settingProblems(env, place);
  const unread = isElsewhere ? all.filter(({ kind, names }) => kind === "missing" && names[0] in env && !names[0]?.startsWith("PUBLIC_")) : [];
  const problems = all.filter((one) => !unread.includes(one));
  const set = SETTINGS.filter(({ name }) => env[name]?.trim()).map(({ name }) => name);
  const wrong = problems.map(({ names, message, remedy }) => {
    const setting = SETTINGS.find(({ name }) => name === names[0]);
    return problem("Settings", message, `${remedy}${setting ? ` It is for: ${setting.purpose}.` : ""}`);
  });
  const summary = set.length > 0 ? `Set and well-formed, for ${where(place)}: ${set.filter((name) => !problems.some(({ names }) => names.includes(name))).join(", ") || "none"}.` : `None is set: the demo, as it is for ${where(place)}.`;
  const unknown = unread.map(({ names: [name] }) => skipped("Settings", `${name} is in the file, and empty: Vercel gives no sensitive value back. The site itself tells, and its build: npm run doctor -- URL`));
  const corrected = problems.some(({ names }) => names.some((name) => name.startsWith("PUBLIC_CAL"))) ? [] : calCorrections(env).map(({ says, remedy }) => warning("Settings", says, remedy));
  return [...(wrong.length > 0 ? wrong : [ok("Settings", summary)]), ...corrected, ...unknown];
}

function where(place: Patient["place"]): string {
  return place === "laptop" ? "a host of one's own" : place === "preview" ? "a preview on Vercel" : "production on Vercel";
}
