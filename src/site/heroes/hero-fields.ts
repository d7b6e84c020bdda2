import type { PageFrontmatter } from "../schema/page.ts";
import { VARIANTS, type HeroVariant } from "./hero-variants.ts";

type Hero = PageFrontmatter["hero"];

export interface VersionOfHero {
  /** Undefined on a page without a test. */
  readonly variant?: HeroVariant;
  readonly hero: Hero;
}

/** The hero of a page, or the two that are tested. The second has the fields of the first and its own in their place. */
export function heroVersions({ test, ...hero }: Hero): readonly VersionOfHero[] {
  if (!test) return [{ hero }];
  const { name: _, ...others } = test;
  const own = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return VARIANTS.map((variant) => ({ variant, hero: variant === "a" ? hero : { ...hero, ...own } }));
}

/** The values of one kind in the heroes; one without a version where both have the same. */
export function versionsBy<T>(versions: readonly VersionOfHero[], of: (hero: Hero) => T): readonly { readonly variant?: HeroVariant | undefined; readonly value: T }[] {
  const [first, ...rest] = versions.map(({ variant, hero }) => ({ variant, value: of(hero) }));
  if (!first) return [];
  return rest.every(({ value }) => JSON.stringify(value) === JSON.stringify(first.value)) ? [{ value: first.value }] : [first, ...rest];
}
