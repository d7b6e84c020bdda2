import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { appear, conceal } from "../../../../scripts/demo-cal/assets/appear.js";

type Element = Parameters<typeof appear>[0];

describe("the times appear", () => {
  let frames: ((now: number) => void)[];
  let times: { dataset: Record<string, string>; style: { opacity: string; transform: string } };
  const runFrame = (now: number) => {
    for (const step of frames.splice(0)) step(now);
  };

  beforeEach(() => {
    frames = [];
    times = { dataset: {}, style: { opacity: "", transform: "" } };
    vi.stubGlobal("requestAnimationFrame", (step: (now: number) => void) => frames.push(step));
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("by animation frames: 100 ms after the first one they begin, and 300 ms later they are there", () => {
    appear(times as Element, "animated");
    runFrame(5000);
    runFrame(5100);
    expect(times.style.opacity).toBe("0");
    runFrame(5250);
    expect(Number(times.style.opacity)).toBeCloseTo(0.5);
    runFrame(5399);
    expect(times.dataset).not.toHaveProperty("appeared");
    runFrame(5400);
    expect(times).toEqual({ dataset: { appeared: "" }, style: { opacity: "1", transform: "none" } });
    expect(frames).toEqual([]);
  });

  test("never without animation frames", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "setInterval"] });
    appear(times as Element, "animated");
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(times.style.opacity).toBe("0");
  });

  test("immediately with the knob", () => {
    appear(times as Element, "at-once");
    expect(times.style.opacity).toBe("1");
  });

  test("once: hidden times do not appear again", () => {
    appear(times as Element, "animated");
    runFrame(0);
    conceal(times as Element);
    runFrame(1000);
    expect(times.style.opacity).toBe("0");
  });
});
