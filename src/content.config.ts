import { defineCollection } from "astro:content";
import { markdownFiles, readAsChecked } from "./site/content-files/content-loader.ts";
import { faqSchema, logoSchema, personSchema, testimonialSchema } from "./site/schema/lists.ts";
import { pageSchema } from "./site/schema/page.ts";
import { postSchema } from "./site/schema/post.ts";
import { siteSchema } from "./site/schema/site.ts";
import { yamlFile } from "./site/content-files/yaml-loader.ts";

const content = "src/content";

export const collections = {
  pages: defineCollection({ loader: readAsChecked(markdownFiles(`${content}/pages`)), schema: pageSchema }),
  posts: defineCollection({ loader: readAsChecked(markdownFiles(`${content}/posts`)), schema: postSchema }),
  people: defineCollection({ loader: yamlFile(`${content}/people.yaml`), schema: personSchema }),
  testimonials: defineCollection({ loader: yamlFile(`${content}/testimonials.yaml`), schema: testimonialSchema }),
  faqs: defineCollection({ loader: yamlFile(`${content}/faqs.yaml`), schema: faqSchema }),
  logos: defineCollection({ loader: yamlFile(`${content}/logos.yaml`), schema: logoSchema }),
  site: defineCollection({ loader: yamlFile(`${content}/site.yaml`, { as: "site" }), schema: siteSchema }),
};
