import { z } from "astro/zod";
import { readVideo } from "../video/video-address.ts";
import { day, image, line } from "./fields.ts";

const address = z
  .string()
  .trim()
  .max(2000)
  .superRefine((written, context) => {
    const video = readVideo(written);
    if (video.kind === "none") context.addIssue({ code: "custom", message: video.expected, params: { fix: video.fix.startsWith("/") ? `video: ${video.fix}` : video.fix } });
  })
  .meta({ role: "file" })
  .describe('The address of the video at YouTube or Vimeo, as you copy it there, e.g. "https://youtu.be/M7lc1UVf-VE", or a file in the folder public, e.g. "/videos/tour.mp4".');

const captions = z
  .array(
    z.strictObject({
      src: z.string().regex(/^\/(?!\/)\S+\.vtt$/i).meta({ role: "file" }).describe('A WebVTT file in the folder public, e.g. "/videos/tour.en.vtt".'),
      language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/).describe('The language of the text, e.g. "en".'),
      label: line(30).describe('The name of the language in the menu of the player, e.g. "English".'),
    }),
  )
  .min(1)
  .max(12)
  .optional()
  .describe("Captions for a video file, one file for each language. YouTube and Vimeo have their own.");

export const videoSection = z
  .strictObject({
    type: z.literal("video"),
    heading: line(60).meta({ lines: 3 }).describe("The section's heading. It is the title of the video, too."),
    text: line(260).optional().describe("A sentence or two below the heading: what the video shows."),
    video: address,
    poster: image.shape.src.describe('The picture that visitors see until they play the video, e.g. "../images/tour.jpg".'),
    ratio: z.enum(["16:9", "4:3", "1:1", "9:16"]).optional().describe("The shape of the picture, if it is not 16:9."),
    length: z.string().regex(/^(?:\d{1,2}:)?[0-5]?\d:[0-5]\d$/).optional().describe('How long the video is, in minutes and seconds, e.g. "3:20".'),
    uploaded: day.optional().describe("The day on which the video was published, e.g. 2027-01-15. Search engines show a video only if they know it."),
    captions,
  })
  .superRefine(({ video, captions: files }, context) => {
    if (files && ["youtube", "vimeo"].includes(readVideo(video).kind)) context.addIssue({ code: "custom", path: ["captions"], message: "Captions belong to a video file of this site. Add those of other videos at YouTube or Vimeo.", params: { fix: 'Remove "captions".' } });
  })
  .describe("A video. Nothing is loaded from YouTube or Vimeo before a visitor plays it.");
