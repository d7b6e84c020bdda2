/** Where a Redis or Valkey is, and how to sign in there: what REDIS_URL says. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

const SCHEMES: Readonly<Record<string, { isEncrypted: boolean }>> = {
  "redis:": { isEncrypted: false },
  "valkey:": { isEncrypted: false },
  "rediss:": { isEncrypted: true },
  "valkeys:": { isEncrypted: true },
};

const DEFAULT_PORT = 6379;
const EXAMPLE = 'Write it as "redis://user:password@host:6379/0", with rediss:// for an encrypted connection; user, password, port and database may be left out.';

/**
 * Reads REDIS_URL (https://www.iana.org/assignments/uri-schemes/prov/redis).
 *
 * @throws {TypeError} that repeats nothing of the value, which contains the password.
 */
export function parseRedisUrl(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) throw wrong("is an http address. A REST address belongs in KV_REST_API_URL, with its token in KV_REST_API_TOKEN");
  const [, named = "", rest = ""] = /^(\w+:)\/\/(.*)$/s.exec(text) ?? [];
  const scheme = SCHEMES[named];
  if (!scheme) throw wrong("is not the address of a Redis");
  if (!url) throw wrong(/[#?/[\]%]/.test(rest) ? 'cannot be parsed. Special characters in the password must be encoded, for example "#" as "%23" and "/" as "%2F"' : "cannot be parsed. Check its host and port");
  if (url.hostname === "") throw wrong("names no host");
  if (url.search !== "" || url.hash !== "") throw wrong('has a part after "?" or "#", which is not read. If it belongs to the password, encode it: "?" as "%3F" and "#" as "%23"');
  const database = /^\/?$/.test(url.pathname) ? 0 : Number(/^\/(\d{1,5})$/.exec(url.pathname)?.[1] ?? Number.NaN);
  if (Number.isNaN(database)) throw wrong('has a path that is not the number of a database. If it belongs to the password, encode "/" as "%2F"');
  return {
    host: url.hostname.replace(/^\[(.+)\]$/, "$1"),
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    isEncrypted: scheme.isEncrypted,
    username: decoded(url.username),
    password: decoded(url.password),
    database,
  };
}

/** Undefined if the part is empty. */
function decoded(part: string): string | undefined {
  try {
    return part === "" ? undefined : decodeURIComponent(part);
  } catch {
    throw wrong('has a "%" that encodes no character. Write a "%" of the password as "%25"');
  }
}

function wrong(found: string): TypeError {
  return new TypeError(`REDIS_URL ${found}. ${EXAMPLE}`);
}
