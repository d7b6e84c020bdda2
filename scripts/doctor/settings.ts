import { calCorrections } from "../../src/booking/cal-settings.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../../src/host/settings/settings.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";
import type { Setup } from "./setup.ts";

/** Which settings are set and what is wrong with them. No values are shown. */
export function settingFindings({ env, place, isElsewhere }: Setup): readonly Finding[] {
  const all = settingProblems(env, place);
  const unread = isElsewhere ? all.filter(({ kind, names }) => kind === "missing" && names[0] in env && !names[0]?.startsWith("PUBLIC_")) : [];
  const problems = all.filter((one) => !unread.includes(one));
  const set = SETTINGS.filter(({ name }) => env[name]?.trim()).map(({ name }) => name);
  const wrong = problems.map(({ names, message, remedy }) => {
    const setting = SETTINGS.find(({ name }) => name === names[0]);
    return problem("Settings", message, `${remedy}${setting ? ` Purpose: ${setting.purpose}.` : ""}`);
  });
  const summary = set.length > 0 ? `Set and valid for ${where(place)}: ${set.filter((name) => !problems.some(({ names }) => names.includes(name))).join(", ") || "none"}.` : "No setting is set. The site uses the demo calendar.";
  const unknown = unread.map(({ names: [name] }) => skipped("Settings", `${name} is empty in the file, because Vercel does not return sensitive values. npm run doctor -- URL checks the site itself.`));
  const corrected = problems.some(({ names }) => names.some((name) => name.startsWith("PUBLIC_CAL"))) ? [] : calCorrections(env).map(({ says, remedy }) => warning("Settings", says, remedy));
  return [...(wrong.length > 0 ? wrong : [ok("Settings", summary)]), ...corrected, ...unknown];
}

function where(place: Setup["place"]): string {
  return place === "local" ? "a local or self-hosted site" : place === "preview" ? "a preview on Vercel" : "production on Vercel";
}
