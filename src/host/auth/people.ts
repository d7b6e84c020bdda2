/** The people who may sign in, and what each of them may do. */
import { adminSecret, type AdminSecret, type AdminSecretEnv } from "./admin-secret.ts";
import { parsePasswordHash } from "./password-hash.ts";

export const ROLES = ["admin", "viewer"] as const;
export type Role = (typeof ROLES)[number];

export interface Person {
  readonly name: string;
  readonly role: Role;
  readonly secret: AdminSecret;
}

export interface PeopleEnv extends AdminSecretEnv {
  /** One entry for each further person, separated by commas or line breaks: a name, a role, and the output of `npm run hash-password`. */
  readonly ADMINS?: string | undefined;
}

/** The name of the one whom ADMIN_PASSWORD or ADMIN_PASSWORD_HASH lets in. */
export const OWNER = "admin";

const MOST_PEOPLE = 50;
const LONGEST_NAME = 40;
const EXAMPLE = "Anna admin scrypt:32768:8:3:…, Ben viewer scrypt:32768:8:3:…";
const ENTRY = /^(?<name>.+?)\s+(?<role>\S+)\s+(?<hash>\S+)$/;

/**
 * Everybody who may sign in. A list that is not valid lets nobody in, because an entry might otherwise have another role than
 * was meant; the owner's password still works.
 */
export function peopleOf(env: PeopleEnv): readonly Person[] {
  const secret = adminSecret(env);
  const owner: Person[] = secret && !("problem" in secret) ? [{ name: OWNER, role: "admin", secret }] : [];
  try {
    return [...owner, ...parsePeople(env.ADMINS ?? "")];
  } catch {
    return owner;
  }
}

/** The person of this name, in upper or lower case; no name is the owner's. */
export function personNamed(people: readonly Person[], name: string): Person | undefined {
  const wanted = comparable(name.trim() || OWNER);
  return people.find((person) => comparable(person.name) === wanted);
}

/**
 * Parses ADMINS.
 *
 * @throws {TypeError} that names the entry by its number, because a hash is a secret, and repeats nothing of it but its role.
 */
export function parsePeople(text: string): Person[] {
  const entries = text.split(/[,;\n]/).map((entry) => entry.trim()).filter((entry) => entry !== "");
  if (entries.length > MOST_PEOPLE) throw new TypeError(`ADMINS has ${entries.length} entries. Write ${MOST_PEOPLE} at most.`);
  const people = entries.map((entry, i) => parseEntry(entry, `Entry ${i + 1} of ADMINS`));
  const names = people.map(({ name }) => comparable(name));
  const repeated = names.findIndex((name, i) => names.indexOf(name) < i);
  if (repeated >= 0) throw new TypeError(`Entry ${repeated + 1} of ADMINS has the name of an earlier entry. Give every person another name.`);
  return people;
}

function parseEntry(entry: string, which: string): Person {
  const { name = "", role = "", hash = "" } = ENTRY.exec(entry)?.groups ?? {};
  if (name === "") throw new TypeError(`${which} is not a name, a role and a hash, separated by spaces. Write for example "${EXAMPLE}".`);
  const known = ROLES.find((one) => one === role);
  if (known === undefined) throw new TypeError(`${which} has no role that exists. Write ${ROLES.join(" or ")} between the name and the hash, for example "${EXAMPLE}".`);
  if ([...name].length > LONGEST_NAME || /[\p{Cc}\p{Cf}<>"]/u.test(name)) throw new TypeError(`${which} has a name that is too long or has unusual characters. Write ${LONGEST_NAME} letters at most.`);
  if (comparable(name) === OWNER) throw new TypeError(`${which} has the name "${OWNER}", which belongs to ADMIN_PASSWORD. Choose another name.`);
  const parsed = parsePasswordHash(hash);
  if (!parsed) throw new TypeError(`${which} has no valid hash. Generate one with npm run hash-password, and write it without "ADMIN_PASSWORD_HASH=".`);
  return { name, role: known, secret: { kind: "hash", setting: hash, ...parsed } };
}

function comparable(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
