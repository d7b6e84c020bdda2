import { describe, expect, test } from "vitest";
import { PLAYERS, readVideo } from "../../../../src/site/video/video-address.ts";

const ID = "M7lc1UVf-VE";
const LIST = "PLOU2XLYxmsII9mzQ-Xxug4l2o04JBrkLV";

/** The player's address without what it always has. */
function played(written: string): string {
  const video = readVideo(written);
  if (video.kind !== "youtube" && video.kind !== "vimeo") return JSON.stringify(video);
  const url = new URL(video.player);
  expect(url.origin).toBe(PLAYERS[video.kind]);
  expect(url.searchParams.get("autoplay")).toBe("1");
  expect(url.searchParams.get("dnt")).toBe(video.kind === "vimeo" ? "1" : null);
  for (const name of ["autoplay", "dnt", "playsinline", "rel"]) url.searchParams.delete(name);
  return url.pathname + url.search + url.hash;
}

describe("a video at YouTube", () => {
  test.each([
    `https://www.youtube.com/watch?v=${ID}`, `http://youtube.com/watch?v=${ID}&feature=youtu.be`, `https://m.youtube.com/watch?app=desktop&v=${ID}`, `https://music.youtube.com/watch?v=${ID}`,
    `https://youtu.be/${ID}`, `https://youtu.be/${ID}?si=aBcDeF_gh12345`, `youtu.be/${ID}`, `www.youtube.com/watch?v=${ID}`, `//www.youtube.com/embed/${ID}`, `  https://youtu.be/${ID}  `,
    `https://www.youtube.com/shorts/${ID}`, `https://www.youtube.com/live/${ID}?feature=share`, `https://www.youtube.com/embed/${ID}?autoplay=0`, `https://www.youtube-nocookie.com/embed/${ID}`,
    `https://www.youtube.com/v/${ID}`, `https://www.youtube.com/watch/${ID}`, ID, `<https://youtu.be/${ID}>`, `[The film](https://youtu.be/${ID})`,
    `<iframe width="560" height="315" src="https://www.youtube.com/embed/${ID}?si=x&amp;controls=0" title="YouTube video player" allowfullscreen></iframe>`,
    `https://www.youtube.com/watch?v=${ID}&list=RD${ID}&start_radio=1`, `https://www.youtube.com/watch?v=${ID}&list=WL&index=2`,
  ])("%s is played without cookies", (written) => expect(played(written)).toBe(`/embed/${ID}`));

  test.each([
    ["t=90", 90], ["t=90s", 90], ["t=1m30s", 90], ["t=1h2m3s", 3723], ["start=12", 12], ["time_continue=7", 7], ["t=1:30", 90], ["t=soon", 0], ["t=0", 0],
  ])("with %s begins at %i seconds", (query, seconds) => {
    expect(played(`https://www.youtube.com/watch?v=${ID}&${query}`)).toBe(`/embed/${ID}${seconds ? `?start=${seconds}` : ""}`);
    expect(readVideo(`https://youtu.be/${ID}?${query}`)).toMatchObject({ page: `https://www.youtube.com/watch?v=${ID}${seconds ? `&t=${seconds}s` : ""}` });
  });

  test("may be a playlist, or be in one", () => {
    expect(played(`https://www.youtube.com/playlist?list=${LIST}`)).toBe(`/embed/videoseries?list=${LIST}`);
    expect(played(`https://www.youtube.com/embed/videoseries?si=x&list=${LIST}`)).toBe(`/embed/videoseries?list=${LIST}`);
    expect(played(`https://www.youtube.com/watch?v=${ID}&list=${LIST}&index=3`)).toBe(`/embed/${ID}?list=${LIST}`);
    expect(readVideo(`https://www.youtube.com/playlist?list=${LIST}`)).toMatchObject({ page: `https://www.youtube.com/playlist?list=${LIST}` });
  });

  test("that is a short one is higher than wide", () => {
    expect([`https://www.youtube.com/shorts/${ID}`, `https://youtu.be/${ID}`].map((one) => readVideo(one))).toMatchObject([{ isUpright: true }, { isUpright: false }]);
  });
});

describe("a video at Vimeo", () => {
  test.each([
    ["https://vimeo.com/76979871", "/video/76979871"],
    ["vimeo.com/76979871", "/video/76979871"],
    ["76979871", "/video/76979871"],
    ["https://vimeo.com/76979871?share=copy#t=1m5s", "/video/76979871#t=65s"],
    ["https://vimeo.com/76979871/0a1b2c3d4e", "/video/76979871?h=0a1b2c3d4e"],
    ["https://vimeo.com/76979871/0a1b2c3d4e?share=copy", "/video/76979871?h=0a1b2c3d4e"],
    ["https://player.vimeo.com/video/76979871?h=0a1b2c3d4e&badge=0", "/video/76979871?h=0a1b2c3d4e"],
    ["https://vimeo.com/channels/staffpicks/76979871", "/video/76979871"],
    ["https://vimeo.com/groups/shortfilms/videos/76979871", "/video/76979871"],
    ["https://vimeo.com/showcase/1234567/video/76979871", "/video/76979871"],
    ["https://vimeo.com/album/1234567/video/76979871", "/video/76979871"],
    ["https://vimeo.com/manage/videos/76979871/0a1b2c3d4e", "/video/76979871?h=0a1b2c3d4e"],
    ["https://vimeo.com/ondemand/film/76979871", "/video/76979871"],
    ['<iframe src="https://player.vimeo.com/video/76979871?h=0a1b2c3d4e&amp;title=0" allow="autoplay"></iframe>', "/video/76979871?h=0a1b2c3d4e"],
  ])("%s", (written, player) => expect(played(written)).toBe(player));
});

describe("a file of this site", () => {
  test.each([["/videos/tour.mp4", "video/mp4"], ["/tour.webm", "video/webm"], ["/tour.M4V", "video/mp4"]])("%s", (src, type) => expect(readVideo(src)).toEqual({ kind: "file", src, type }));

  test.each([
    ["videos/tour.mp4", "/videos/tour.mp4"],
    ["./videos/tour.mp4", "/videos/tour.mp4"],
    ["public/videos/tour.mp4", "/videos/tour.mp4"],
    ["/public/videos/tour.mp4", "/videos/tour.mp4"],
    ["../../../public/tour.mp4", "/tour.mp4"],
    ["tour.mp4", "/tour.mp4"],
    ["/videos/our tour.mp4", "/videos/our-tour.mp4"],
    ["public\\videos\\tour.mp4", "/videos/tour.mp4"],
    ["/videos/tour.mp4?v=2", "/videos/tour.mp4"],
  ])("%s is proposed as an address", (written, fix) => expect(readVideo(written)).toMatchObject({ kind: "none", fix }));
});

test.each([
  ["https://youtu.be/M7lc1UVf-V", /11 letters.*has 10/],
  ["https://www.youtube.com/watch?v=M7lc1UVf-VE9", /has 12/],
  ["https://www.youtube.com/shorts/M7lc1UV%20VE", /has 12/],
  ["https://www.youtube.com/shorts/M7lc1UVf+VE", /other characters/],
  ["https://www.youtube.com/%zz", /one video at YouTube or Vimeo/],
  ["https://www.youtube.com/@lapwing", /a channel or a search/],
  ["https://www.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw", /a channel or a search/],
  ["https://www.youtube.com/results?search_query=lapwing", /a channel or a search/],
  ["https://www.youtube.com/clip/UgkxU2HSeGL_NvmDJ-nQJrlLwllwMDBdGZFs", /A clip/],
  ["https://www.youtube.com/playlist?list=WL", /one visitor alone/],
  ["https://www.youtube.com/", /one video at YouTube or Vimeo/],
  ["https://vimeo.com/lapwing", /ends with a number/],
  ["https://vimeo.com/event/1234567", /live event/],
  ["https://www.dailymotion.com/video/x84sh87", /Other hosts/],
  ["https://cdn.example.com/tour.mp4", /nothing from other sites/],
  ["/videos/tour.mov", /every browser plays/],
  ["the tour", /one video at YouTube or Vimeo/],
  ["javascript:alert(1)", /one video at YouTube or Vimeo/],
  ["https://youtube.com.evil.example/watch?v=M7lc1UVf-VE", /Other hosts/],
  ["", /one video at YouTube or Vimeo/],
])("%j is no video, and the message says why", (written, expected) => {
  const video = readVideo(written);
  expect(video).toMatchObject({ kind: "none", fix: expect.stringMatching(/./) });
  expect(video.kind === "none" && video.expected).toMatch(expected);
});
