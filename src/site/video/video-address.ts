/** A video as an editor names it, by an address in any of the forms that YouTube, Vimeo and their "Share" buttons give, or as a file of this site. */

export interface HostedVideo {
  readonly kind: "youtube" | "vimeo";
  /** "YouTube", as visitors know it. */
  readonly host: string;
  /** Where people watch it without this site. */
  readonly page: string;
  /** The address of the player, which starts at once. It is the host's own that keeps no profile of the visitor. */
  readonly player: string;
  /** It is higher than wide. */
  readonly isUpright: boolean;
}

export interface VideoFile {
  readonly kind: "file";
  /** Its address on this site: "/videos/tour.mp4" for public/videos/tour.mp4. */
  readonly src: string;
  readonly type: "video/mp4" | "video/webm";
}

/** Why an address is none of a video, in words for its editor. */
export interface NoVideo {
  readonly kind: "none";
  readonly expected: string;
  readonly fix: string;
}

/** The origins of the players. A page's policy allows those of its videos: src/host/headers/page-needs.ts has the same list. */
export const PLAYERS = { youtube: "https://www.youtube-nocookie.com", vimeo: "https://player.vimeo.com" } as const;

const EXPECTED = 'The address of one video at YouTube or Vimeo, e.g. "https://youtu.be/M7lc1UVf-VE", or of a file in the folder public, e.g. "/videos/tour.mp4".';
const COPY = "Open the video, choose Share, and paste the address that you get.";

/** The video with this address. */
export function readVideo(written: string): HostedVideo | VideoFile | NoVideo {
  const text = pasted(written);
  const url = urlOf(text);
  if (!url) return fileOrId(text);
  const host = url.hostname.replace(/^(?:www|m|music|gaming)\./, "");
  if (["youtube.com", "youtube-nocookie.com", "youtu.be"].includes(host)) return youtube(url, host);
  if (["vimeo.com", "player.vimeo.com"].includes(host)) return vimeo(url);
  if (/\.(?:mp4|m4v|webm|mov|avi|mkv|ogv|mpe?g)$/i.test(url.pathname)) return none("A file of this site: pages load nothing from other sites.", `Put the file into the folder public, and write "/videos/${url.pathname.split("/").at(-1)}" for public/videos/${url.pathname.split("/").at(-1)}.`);
  return none(`${EXPECTED} Other hosts are not supported.`, "Upload the video to YouTube or Vimeo, or put its file into the folder public.");
}

/** Without what people paste around an address: the code of a frame, a link in Markdown, angle brackets. */
function pasted(written: string): string {
  const text = written.trim();
  const inCode = /^<iframe\b[^>]*\ssrc=(?:"([^"]*)"|'([^']*)')/i.exec(text) ?? /^\[[^\]]*\]\(<?([^)\s>]+)>?\)$/.exec(text) ?? /^<([^>\s]+)>$/.exec(text);
  return (inCode?.[1] ?? inCode?.[2] ?? text).replaceAll("&amp;", "&");
}

/** The address as a URL, with or without https:// in front; undefined for a path, a name and an id. */
function urlOf(text: string): URL | undefined {
  const whole = /^https?:\/\//i.test(text) ? text : text.startsWith("//") ? `https:${text}` : /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|be|[a-z]{2,})\/./i.test(text) && !/^[^/]*\.(?:mp4|webm)/i.test(text) ? `https://${text}` : "";
  return URL.canParse(whole) ? new URL(whole) : undefined;
}

function fileOrId(text: string): HostedVideo | VideoFile | NoVideo {
  if (/^\d{6,10}$/.test(text)) return vimeoVideo(text, {});
  if (/^[\w-]{11}$/.test(text)) return youtubeVideo(text, {});
  const [path = ""] = text.split(/[?#]/);
  const type = /\.(?:mp4|m4v)$/i.test(path) ? "video/mp4" : /\.webm$/i.test(path) ? "video/webm" : undefined;
  if (!type) return /\.(?:mov|avi|mkv|ogv|mpe?g|wmv)$/i.test(path) ? none("A file that every browser plays: .mp4 (H.264) or .webm.", `Save the video as ${path.replace(/.*\//, "").replace(/\.\w+$/, "")}.mp4, and write "/videos/${path.replace(/.*\//, "").replace(/\.\w+$/, "")}.mp4".`) : none(EXPECTED, COPY);
  if (/^\/[^\s/][^\s]*$/.test(text) && text === path && !/^\/(?:public|src)\//.test(text)) return { kind: "file", src: text, type };
  const name = path.replaceAll("\\", "/").replace(/^(?:\.{0,2}\/)*(?:(?:src|public)\/)?/, "").replaceAll(/\s+/g, "-");
  return none("The address of a file in the folder public, which begins with a slash and has no spaces.", `/${name}`);
}

function none(expected: string, fix: string): NoVideo {
  return { kind: "none", expected, fix };
}

interface Details {
  /** Seconds. */
  readonly start?: number;
  readonly list?: string | undefined;
  readonly isUpright?: boolean;
  /** The secret part of an unlisted video at Vimeo. */
  readonly hash?: string | undefined;
}

/** Addresses at YouTube after which a video's id follows. */
const WITH_ID = new Set(["shorts", "live", "embed", "v", "e", "vi"]);

function youtube(url: URL, host: string): HostedVideo | NoVideo {
  const [first = "", second = ""] = url.pathname.split("/").filter(Boolean);
  // Lists that YouTube makes for one visitor are nobody else's.
  const given = url.searchParams.get("list") ?? undefined;
  const isPrivate = given !== undefined && /^(?:RD|WL$|LL$|HL$)/.test(given);
  const list = given !== undefined && !isPrivate && /^[\w-]{10,80}$/.test(given) ? given : undefined;
  const details = { start: startOf(url), list, isUpright: first === "shorts" };
  const id = host === "youtu.be" ? first : first === "watch" ? (url.searchParams.get("v") ?? second) : WITH_ID.has(first) ? second : "";
  if (id && id !== "videoseries") return /^[\w-]{11}$/.test(id) ? youtubeVideo(id, details) : none(`A video's id at YouTube has 11 letters, digits, hyphens and underscores. "${id}" has ${[...id].length === 11 ? "other characters" : [...id].length}.`, COPY);
  if (list && (first === "playlist" || id === "videoseries" || first === "watch")) return youtubeVideo(undefined, details);
  if (given !== undefined) return none(isPrivate ? "A playlist that everybody can see. This one is made for one visitor alone." : "The whole address of a playlist.", COPY);
  if (first === "clip") return none("The address of a whole video. A clip has none that can be shown here.", COPY);
  if (first.startsWith("@") || ["c", "channel", "user", "results", "feed"].includes(first)) return none("The address of one video. This is the address of a channel or a search.", COPY);
  return none(EXPECTED, COPY);
}

/** @param id undefined for a playlist from its beginning. */
function youtubeVideo(id: string | undefined, { start = 0, list, isUpright = false }: Details): HostedVideo {
  const player = new URLSearchParams({ autoplay: "1", playsinline: "1", rel: "0", ...(start > 0 && { start: String(start) }), ...(list && { list }) });
  const page = new URLSearchParams({ ...(id && { v: id }), ...(list && { list }), ...(start > 0 && { t: `${start}s` }) });
  return { kind: "youtube", host: "YouTube", page: `https://www.youtube.com/${id ? "watch" : "playlist"}?${page}`, player: `${PLAYERS.youtube}/embed/${id ?? "videoseries"}?${player}`, isUpright };
}

function vimeo(url: URL): HostedVideo | NoVideo {
  const parts = url.pathname.split("/").filter(Boolean);
  if (parts[0] === "event") return none("The address of one video. A live event has a player of its own.", "Once the event is recorded, paste the address of its video.");
  // "/76979871", "/76979871/0a1b2c3d4e", "/channels/staffpicks/76979871", "/showcase/123/video/76979871", "/manage/videos/76979871/0a1b2c3d4e"
  const named = parts.lastIndexOf("video") >= 0 ? parts.lastIndexOf("video") + 1 : parts.lastIndexOf("videos") >= 0 ? parts.lastIndexOf("videos") + 1 : parts.findIndex((part, i) => /^\d+$/.test(part) && !["album", "showcase"].includes(parts[i - 1] ?? ""));
  const [id = "", after = ""] = parts.slice(Math.max(0, named));
  if (!/^\d{5,12}$/.test(id)) return none("The address of one video. At Vimeo it ends with a number of 6 to 10 digits.", COPY);
  const hash = [url.searchParams.get("h") ?? "", after].find((one) => /^[0-9a-f]{8,16}$/i.test(one));
  return vimeoVideo(id, { start: startOf(url), hash });
}

function vimeoVideo(id: string, { start = 0, hash }: Details): HostedVideo {
  const player = new URLSearchParams({ ...(hash && { h: hash }), autoplay: "1", dnt: "1" });
  const at = start > 0 ? `#t=${start}s` : "";
  return { kind: "vimeo", host: "Vimeo", page: `https://vimeo.com/${id}${hash ? `/${hash}` : ""}${at}`, player: `${PLAYERS.vimeo}/video/${id}?${player}${at}`, isUpright: false };
}

/** Seconds from the beginning: "90", "90s", "1m30s", "1h2m3s", "1:30", after ?t=, ?start= or #t=. */
function startOf({ searchParams, hash }: URL): number {
  const text = searchParams.get("t") ?? searchParams.get("start") ?? searchParams.get("time_continue") ?? new URLSearchParams(hash.slice(1)).get("t") ?? "";
  if (/^\d+(?::\d{1,2}){1,2}$/.test(text)) return text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?$/.exec(text) ?? [];
  return 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
}
