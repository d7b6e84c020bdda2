import { fileURLToPath } from "node:url";
import type { APIRoute, GetStaticPaths, InferGetStaticPropsType } from "astro";
import { cacheDir } from "astro:config/server";
import { keptFile } from "../../site/seo/social-image.ts";
import { socialImages } from "../../site/seo/social-images.ts";

export const prerender = true;

export const getStaticPaths = (async () => {
  const images = await socialImages();
  return images.map((image) => ({ params: { file: image.file }, props: { ...image } }));
}) satisfies GetStaticPaths;

/** The pictures that go with shared links, and the logo for search engines. */
export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props: { file, type, isKept, make } }) => {
  const picture = isKept ? await keptFile(fileURLToPath(new URL(`og/${file}`, cacheDir)), make) : await make();
  return new Response(new Uint8Array(picture), { headers: { "content-type": type } });
};
