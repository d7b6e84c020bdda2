import { defineCollection } from "astro:content";
import { markdownFiles, readAsChecked } from "./site/content-files/content-loader.ts";
import { faqSchema, logoSchema, personSchema, testimonialSchema } from "./site/schema/lists.ts";
import { pageSchema } from "./site/schema/page.ts";
import { postSchema } from "./site/schema/post.ts";
import { siteFields } from "./site/schema/site.ts";
import { listEntries, siteWords } from "./site/content-files/yaml-loader.ts";
import siteConfig from "./site.config.ts";

const content = "src/content";
const { languages } = siteConfig;
const list = (name: string) => listEntries(`${content}/${name}`, languages);

export const collections = {
  pages: defineCollection({ loader: readAsChecked(markdownFiles(`${content}/pages`)), schema: pageSchema }),
  posts: defineCollection({ loader: readAsChecked(markdownFiles(`${content}/posts`)), schema: postSchema }),
  people: defineCollection({ loader: list("people"), schema: personSchema }),
  testimonials: defineCollection({ loader: list("testimonials"), schema: testimonialSchema }),
  faqs: defineCollection({ loader: list("faqs"), schema: faqSchema }),
  logos: defineCollection({ loader: list("logos"), schema: logoSchema }),
  site: defineCollection({ loader: siteWords(`${content}/site.yaml`, languages), schema: siteFields }),
};
