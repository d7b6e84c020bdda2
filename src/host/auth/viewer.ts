/** Who looks at the admin pages, and what they may do there. */
import type { Kv } from "../kv/kv.ts";
import { signedInPerson, type WithCookies } from "./admin-session.ts";
import type { PeopleEnv, Role } from "./people.ts";
import { guestOf } from "./share-links.ts";

/**
 * `see-visits`: rows of single visits. `export`: numbers as JSON, CSV or metrics. `export-visits`: those rows as JSON or CSV.
 * `write`: notes, views, alert limits, test messages, measuring. `manage`: share links and the list of changes.
 */
export type Permission = "see-visits" | "export" | "export-visits" | "write" | "manage";

const PERMISSIONS: Readonly<Record<Role | "guest", readonly Permission[]>> = {
  admin: ["see-visits", "export", "export-visits", "write", "manage"],
  // A viewer sees the newest visits, and cannot take them along.
  viewer: ["see-visits", "export"],
  guest: [],
};

export interface Viewer {
  /** The person's name, or that of the share link. */
  readonly name: string;
  /** A guest has a share link, and no password. */
  readonly role: Role | "guest";
  may(what: Permission): boolean;
}

export function viewerWith(name: string, role: Viewer["role"]): Viewer {
  return { name, role, may: (what) => PERMISSIONS[role].includes(what) };
}

export interface ViewerSurroundings {
  readonly env: PeopleEnv;
  /** Asked for share links only. */
  readonly kv: () => Pick<Kv, "client">;
  readonly now: Date;
}

/**
 * Who sends the request: a person who has signed in, or a guest whose share link is valid; undefined for anybody else. A guest
 * costs one command, because a link can be revoked.
 *
 * @throws the errors of the store.
 */
export async function viewerOf(request: WithCookies, { env, kv, now }: ViewerSurroundings): Promise<Viewer | undefined> {
  const person = await signedInPerson(request, env);
  if (person) return viewerWith(person.name, person.role);
  const guest = await guestOf(request, { env, kv, now });
  return guest && viewerWith(guest.name, "guest");
}
