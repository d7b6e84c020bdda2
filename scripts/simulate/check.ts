/** A claim that the run itself has held against what came out. */
export interface Check {
  readonly claim: string;
  readonly measured: number;
  readonly expected: number;
  /** How far apart the two may be. */
  readonly tolerance: number;
  readonly isMet: boolean;
}

export function check(claim: string, measured: number, expected: number, tolerance: number): Check {
  return { claim, measured, expected, tolerance, isMet: Math.abs(measured - expected) <= tolerance };
}

/** Three standard errors: of 1,000 right claims three are missed. */
export const Z = 3;
