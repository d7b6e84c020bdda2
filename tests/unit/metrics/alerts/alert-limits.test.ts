import { describe, expect, test } from "vitest";
import { checkedLimits, limitField, limitOf, parseLimits, type AlertLimits } from "../../../../src/metrics/alerts/alert-limits.ts";
import { ALERT_RULES, ruleNamed, type AlertName } from "../../../../src/metrics/alerts/alert-rules.ts";

/** The form as it is sent when nothing was changed, apart from these fields; undefined is a box that is not ticked. */
function form(changed: Record<string, string | undefined> = {}): FormData {
  const data = new FormData();
  for (const rule of ALERT_RULES) {
    data.set(`on-${rule.name}`, "on");
    data.set(rule.name, String(limitField(rule, null).value));
  }
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) data.delete(name);
    else data.set(name, value);
  }
  return data;
}

const parsed = (changed?: Record<string, string | undefined>): AlertLimits => {
  const answer = parseLimits(form(changed));
  if ("wrong" in answer) throw new Error(`Wrong: ${answer.wrong.join()}`);
  return answer.limits;
};

describe("the form of the limits", () => {
  test("keeps nothing of defaults, so that a later default applies", () => {
    expect(parsed()).toEqual({});
    expect(parsed({ "error-rate": "" })).toEqual({});
  });

  test("shows percent, milliseconds and factors as people write them", () => {
    expect(limitField(ruleNamed("error-rate"), null)).toEqual({ value: 5, least: 1, most: 90, step: 0.1, byDefault: 5 });
    expect(limitField(ruleNamed("p95"), 2_500)).toMatchObject({ value: 2_500, byDefault: 3_000, step: 1 });
    expect(limitField(ruleNamed("regression"), null)).toMatchObject({ value: 1.5, step: 0.1 });
  });

  test("stores shares as 0–1, also with a German comma", () => {
    expect(parsed({ "error-rate": "7.5" })).toEqual({ "error-rate": 0.075 });
    expect(parsed({ "error-rate": " 7,5 ", regression: "2" })).toEqual({ "error-rate": 0.075, regression: 2 });
  });

  test("turns a rule off whose box is not ticked, whatever its number", () => {
    expect(parsed({ "on-silence": undefined, silence: "nonsense" })).toEqual({ silence: null });
  });

  test.each(["0", "0.5", "91", "-5", "5 %", "1e1", "0x5", "five", "NaN", "Infinity", "5.5.5", "99999999", "5,000", "5.000", "٥", "5\u0000"])("refuses %j as a share and names the rule", (text) => {
    expect(parseLimits(form({ "error-rate": text }))).toEqual({ wrong: ["error-rate"] });
  });

  test("refuses half a millisecond, and names every rule that is wrong", () => {
    expect(parseLimits(form({ p95: "3000.5", silence: "2" }))).toEqual({ wrong: ["p95", "silence"] });
  });

  test("accepts both ends of every range", () => {
    for (const rule of ALERT_RULES) {
      const { least, most } = limitField(rule, null);
      for (const end of [least, most]) expect(parseLimits(form({ [rule.name]: String(end) })), `${rule.name} ${end}`).toHaveProperty("limits");
      for (const beyond of [least - 0.1, most + 1]) expect(parseLimits(form({ [rule.name]: beyond.toFixed(1) })), `${rule.name} ${beyond}`).toEqual({ wrong: [rule.name] });
    }
  });
});

describe("what the store gives back", () => {
  test.each([null, undefined, "text", 7, [], { "error-rate": "5" }, { "error-rate": 2 }, { p95: -1 }, { unknown: 3 }, { "error-rate": Number.NaN }])("%j is the defaults", (value) => {
    const limits = checkedLimits(value);
    for (const { name, limit } of ALERT_RULES) expect(limitOf(limits, name)).toBe(limit.byDefault);
  });

  test("keeps what a rule can have", () => {
    const limits = checkedLimits({ "error-rate": 0.1, silence: null, p95: 1 });
    expect((["error-rate", "silence", "p95"] satisfies AlertName[]).map((rule) => limitOf(limits, rule))).toEqual([0.1, null, 3_000]);
  });
});
