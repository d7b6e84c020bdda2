import { didYouMean } from "../settings/did-you-mean.ts";
import type { SettingList } from "../settings/setting.ts";

/** From the least to the most severe. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ["json", "text"] as const;

export const logSettings = {
  LOG_LEVEL: {
    purpose: "the least severe messages that the server logs: debug, info, warn or error",
    example: "warn",
    readBy: "server",
    isSecret: false,
    check: (value) => oneOf("LOG_LEVEL", value, LOG_LEVELS),
  },
  LOG_FORMAT: {
    purpose: "the form of the server's log: json, one object a line, or text",
    example: "json",
    readBy: "server",
    isSecret: false,
    check: (value) => oneOf("LOG_FORMAT", value, LOG_FORMATS),
  },
} satisfies SettingList;

function oneOf(name: string, value: string, values: readonly string[]): void {
  if (values.includes(value)) return;
  const meant = didYouMean(value, values);
  throw new TypeError(`${name} is "${value}". ${meant ? `Did you mean "${meant}"? ` : ""}Write ${values.slice(0, -1).join(", ")} or ${values.at(-1)}.`);
}
