/** What of it is used here. Its published types do not know `preferred` (1.0). */
declare module "negotiator" {
  export default class Negotiator {
    constructor(request: { headers: Readonly<Record<string, string | string[] | undefined>> });
    /** The coding of highest quality; among equals the first that is preferred. Undefined where none is acceptable. */
    encoding<T extends string>(available: readonly T[], options: { preferred: readonly T[] }): T | undefined;
  }
}
