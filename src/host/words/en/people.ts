/** /admin/people: who may sign in, links for guests, and the list of sign-ins and changes. */
import type { AuditEvent } from "../../auth/audit.ts";
import type { Viewer } from "../../auth/viewer.ts";
import { formats } from "./formats.ts";

const { count, date, plural } = formats;

const events: Record<AuditEvent, string> = {
  "signed-in": "signed in",
  "sign-in-failed": "wrong password",
  "share-opened": "share link opened",
  "share-made": "share link made",
  "share-revoked": "share link revoked",
  "limits-changed": "alert limits changed",
  "test-alert": "test alert sent",
  "test-digest": "test digest sent",
  "note-added": "note added",
  "note-changed": "note changed",
  "note-removed": "note removed",
  "view-saved": "view saved",
  "view-removed": "view removed",
  "messages-downloaded": "messages of forms downloaded",
  "messages-removed": "messages of forms deleted",
};

const roles: Record<Viewer["role"], string> = { admin: "admin", viewer: "viewer", guest: "guest" };

export const people = {
  title: "People",
  who: {
    title: "Who may sign in",
    name: "Name",
    role: "Role",
    roles,
    you: "you",
    explained:
      "An admin may do everything. A viewer sees all numbers and single visits and exports numbers, but changes nothing and exports no single visits.",
    howTo: "To add, change or remove somebody, edit the setting ADMINS and deploy again. A person who was removed, or has another password, loses the session at once.",
  },
  share: {
    title: "Share links",
    explained:
      "A share link shows the metrics page to somebody without a password, such as a client: no single visits, no error messages, no export. Anyone who has the link can open it until it expires or is revoked.",
    name: "For whom",
    days: "Valid for",
    nDays: ({ days }: { days: number }) => `${count(days)} days`,
    make: "Make a link",
    made: "The link was made. Copy it now: only its hash is stored, so it is not shown again.",
    link: "Link",
    none: "There are no links.",
    columns: { name: "For whom", by: "Made by", made: "Made on", expires: "Expires on", revoke: "Revoke" },
    date: ({ iso }: { iso: string }) => date(iso),
    revoke: "Revoke",
    revokeNamed: ({ name }: { name: string }) => `Revoke the link for ${name}`,
    revoked: ({ name }: { name: string }) => `The link for ${name} was revoked. It shows nothing any more.`,
    gone: "There is no such link. It may have expired, or somebody else revoked it.",
    noName: ({ most }: { most: number }) => `Write for whom the link is, with ${count(most)} characters at most.`,
    noDays: "Choose one of the listed durations.",
    tooMany: ({ most }: { most: number }) => `There are already ${count(most)} links. Revoke one first.`,
    invalidTitle: "This link is not valid",
    invalid: "It has expired or was revoked. Ask the person who sent it to you for a new one.",
    tooOften: ({ seconds }: { seconds: number }) => `Too many attempts. Try again in ${plural(seconds, { one: "one second", other: `${count(seconds)} seconds` })}.`,
  },
  audit: {
    title: "Sign-ins and changes",
    explained:
      "The newest of the last 100 days. Network is the beginning of the address; the whole address is not stored. A failed sign-in has a name only if there is somebody with this name.",
    none: "There are no entries yet.",
    columns: { time: ({ zone }: { zone: string }) => `Time (${zone})`, who: "Who", what: "What", detail: "Detail", network: "Network" },
    nobody: "unknown",
    events,
  },
};
