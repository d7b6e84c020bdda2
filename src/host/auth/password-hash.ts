import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

/**
 * A password's scrypt hash (RFC 7914), as written in a setting:
 *
 *     scrypt:<N>:<r>:<p>:<salt>:<hash>   salt and hash in base64url
 *
 * Separated by colons instead of the usual `$`, which shells and .env files expand as a variable.
 */
export interface PasswordHash {
  cost: ScryptCost;
  salt: Buffer;
  hash: Buffer;
}

interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/**
 * One of OWASP's equivalent configurations
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt), the one
 * with 32 MiB: Node hashes up to four passwords at once, for which a small function has enough memory.
 */
const COST: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };

/** N·r·p of the weakest configurations that OWASP lists, 2¹⁴ with p=5 and 2¹³ with p=10. */
const LEAST_WORK = 2 ** 14 * 8 * 5;
/** Twice the memory of OWASP's largest configuration. A larger one is probably a typo and would crash the function. */
const MOST_MEMORY = 256 * 2 ** 20;
const MOST_P = 16;
const SALT_BYTES = { least: 16, most: 64 };
const HASH_BYTES = { least: 32, most: 64 };

/** Hashes a password with a new salt. Takes about 200 ms and 32 MiB. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES.least);
  const hash = await stretch(password, salt, HASH_BYTES.least, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join(":");
}

/** Parses a hash; undefined if it is malformed, weaker than OWASP's configurations, or needs more memory than a function has. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const match = /^scrypt:(\d{1,7}):(\d{1,4}):(\d{1,2}):([\w-]{1,100}):([\w-]{1,100})$/.exec(text);
  if (!match) return undefined;
  const [N = 0, r = 0, p = 0] = match.slice(1, 4).map(Number);
  const [salt, hash] = [Buffer.from(match[4] ?? "", "base64url"), Buffer.from(match[5] ?? "", "base64url")];
  const isPowerOfTwo = N > 1 && (N & (N - 1)) === 0;
  const isPossible = isPowerOfTwo && p <= MOST_P && 128 * N * r <= MOST_MEMORY && N * r * p >= LEAST_WORK;
  return isPossible && isWithin(salt, SALT_BYTES) && isWithin(hash, HASH_BYTES) ? { cost: { N, r, p }, salt, hash } : undefined;
}

/** Whether the hash is this password's, compared in constant time. */
export async function isHashOf({ cost, salt, hash }: PasswordHash, password: string): Promise<boolean> {
  return timingSafeEqual(await stretch(password, salt, hash.length, cost), hash);
}

/** `length` bytes derived from a secret with scrypt, outside the event loop. */
export function stretch(secret: string, salt: string | Buffer, length: number, { N, r, p }: ScryptCost): Promise<Buffer> {
  // OpenSSL needs a table of N blocks, p blocks of input, and a little more.
  const options: ScryptOptions = { N, r, p, maxmem: 128 * r * (N + p) + 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function isWithin(bytes: Buffer, { least, most }: { least: number; most: number }): boolean {
  return bytes.length >= least && bytes.length <= most;
}
