import { expect, test } from "vitest";
import { arc, ticks } from "../../../src/site/dial.ts";

const round = 2 * Math.PI * 28;

test("the ticks of a dial and the spaces between them fill exactly one turn", () => {
  const { r, "stroke-dasharray": dashes, "stroke-dashoffset": offset } = ticks(28, 30, 0.12);
  const [ink, space] = dashes.split(" ").map(Number);
  expect(r).toBe(28);
  expect(((ink ?? 0) + (space ?? 0)) * 30).toBeCloseTo(round, 1);
  expect(ink).toBeCloseTo(0.12 * (round / 30), 3);
  // The middle of the first tick stands where the circle begins.
  expect(offset).toBeCloseTo((ink ?? 0) / 2, 3);
});

test("minutes 5 to 15 of 30 are a third of a turn that begins after a sixth", () => {
  const { "stroke-dasharray": dashes, "stroke-dashoffset": offset } = arc(28, [5, 15], 30);
  const [drawn, space] = dashes.split(" ").map(Number);
  expect(drawn).toBeCloseTo(round / 3, 3);
  expect(space).toBeCloseTo(round, 3);
  expect(offset).toBeCloseTo(-round / 6, 3);
});
