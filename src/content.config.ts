import { defineCollection } from "astro:content";
import { file, glob } from "astro/loaders";
import { pageSchema, siteSchema } from "./site/frontmatter.ts";

export const collections = {
  pages: defineCollection({ loader: glob({ base: "src/content/pages", pattern: "**/*.md" }), schema: pageSchema }),
  site: defineCollection({ loader: file("src/content/site.yaml"), schema: siteSchema }),
};
