/** The parts that are used. The published types lack `preferred` (1.0). */
declare module "negotiator" {
  export default class Negotiator {
    constructor(request: { headers: Readonly<Record<string, string | string[] | undefined>> });
    /** The coding of highest quality; among equals the first in `preferred`. Undefined if none is acceptable. */
    encoding<T extends string>(available: readonly T[], options: { preferred: readonly T[] }): T | undefined;
    /** Those of the available languages that are acceptable, the most preferred first. Without the header all of them, as given. */
    languages(available: readonly string[]): string[];
  }
}
