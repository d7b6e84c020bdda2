import { defineCollection } from "astro:content";
import { file, glob } from "astro/loaders";
import { parse } from "yaml";
import { faqSchema, logoSchema, personSchema, testimonialSchema } from "./site/schema/lists.ts";
import { pageSchema } from "./site/schema/page.ts";
import { postSchema } from "./site/schema/post.ts";
import { siteSchema } from "./site/schema/site.ts";

const content = "src/content";

export const collections = {
  pages: defineCollection({ loader: glob({ base: `${content}/pages`, pattern: "**/*.md" }), schema: pageSchema }),
  posts: defineCollection({ loader: glob({ base: `${content}/posts`, pattern: "**/*.md" }), schema: postSchema }),
  people: defineCollection({ loader: file(`${content}/people.yaml`), schema: personSchema }),
  testimonials: defineCollection({ loader: file(`${content}/testimonials.yaml`), schema: testimonialSchema }),
  faqs: defineCollection({ loader: file(`${content}/faqs.yaml`), schema: faqSchema }),
  logos: defineCollection({ loader: file(`${content}/logos.yaml`), schema: logoSchema }),
  site: defineCollection({ loader: file(`${content}/site.yaml`, { parser: (text) => ({ site: parse(text) }) }), schema: siteSchema }),
};
