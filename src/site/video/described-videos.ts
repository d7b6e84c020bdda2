import { contentPicture } from "../pictures/content-picture.ts";
import type { Section } from "../schema/sections.ts";
import type { DescribedVideo } from "../seo/json-ld.ts";
import { readVideo } from "./video-address.ts";

/**
 * The videos of a page for search engines: those of which the editor has said when they were published, because no search
 * engine shows others.
 *
 * @param from the content file, from the project's root.
 */
export async function describedVideos(sections: readonly Section[], { from = "", site }: { from: string | undefined; site: URL | undefined }): Promise<DescribedVideo[]> {
  const urlOf = (address: string) => new URL(address, site).href;
  const described = sections.map(async (section): Promise<DescribedVideo[]> => {
    if (section.type !== "video" || !section.uploaded) return [];
    const { heading: name, text: description, uploaded, length } = section;
    const [video, picture] = [readVideo(section.video), await contentPicture(from, section.poster)];
    const address = video.kind === "file" ? { file: urlOf(video.src) } : video.kind === "none" ? {} : { player: video.player };
    return [{ name, description, image: urlOf(picture?.src ?? ""), uploaded, length, ...address }];
  });
  return (await Promise.all(described)).flat();
}
