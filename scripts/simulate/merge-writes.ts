import type { Command } from "./metered-store.ts";

/**
 * The commands of many openings as one batch would send them: what adds up is added up, what is the
 * same is said once. It leaves the same data behind as all of them one after the other, which the
 * simulation checks by reading both. The claim and the mark of an opening stay its own.
 *
 * @throws {TypeError} for a command that nobody has told it how to merge.
 */
export function mergeWrites(commands: readonly Command[]): Command[] {
  const sums = new Map<string, { key: string; field: string; by: number }>();
  const greatest = new Map<string, Map<string, number>>();
  const lists = new Map<string, (string | number)[]>();
  const sets = new Map<string, Set<string | number>>();
  const once = new Map<string, Command>();
  const [own, gone, read]: [Command[], (string | number)[], (string | number)[]] = [[], [], []];

  for (const command of commands) {
    const [name = "", key = "", ...rest] = command;
    switch (String(name).toLowerCase()) {
      case "hincrby": {
        const [field = "", by = 0] = rest;
        const id = `${key}\n${field}`;
        sums.set(id, { key: String(key), field: String(field), by: (sums.get(id)?.by ?? 0) + Number(by) });
        break;
      }
      case "zadd": {
        const members = greatest.get(String(key)) ?? new Map<string, number>();
        greatest.set(String(key), members);
        for (let i = 1; i < rest.length; i += 2) {
          const member = String(rest[i + 1]);
          members.set(member, Math.max(members.get(member) ?? -Infinity, Number(rest[i])));
        }
        break;
      }
      case "lpush":
        lists.set(String(key), [...(lists.get(String(key)) ?? []), ...rest]);
        break;
      case "sadd":
        sets.set(String(key), new Set([...(sets.get(String(key)) ?? []), ...rest]));
        break;
      case "del":
        gone.push(key, ...rest);
        break;
      case "get":
        read.push(key);
        break;
      case "expire":
      case "ltrim":
      case "hgetall":
      case "zmscore":
      case "smembers":
        once.set(`${name}\n${key}`, command);
        break;
      case "set":
      case "incr":
        own.push(command);
        break;
      default:
        throw new TypeError(`The simulation does not know how to merge ${name}. Say how in scripts/simulate/merge-writes.ts.`);
    }
  }
  return [
    ...[...sums.values()].map(({ key, field, by }): Command => ["hincrby", key, field, by]),
    ...[...greatest].map(([key, members]): Command => ["zadd", key, "gt", ...[...members].flatMap(([member, score]) => [score, member])]),
    ...[...lists].map(([key, values]): Command => ["lpush", key, ...values]),
    ...[...sets].map(([key, values]): Command => ["sadd", key, ...values]),
    ...own,
    ...once.values(),
    ...(read.length > 0 ? [["mget", ...read]] : []),
    ...(gone.length > 0 ? [["del", ...gone]] : []),
  ];
}
