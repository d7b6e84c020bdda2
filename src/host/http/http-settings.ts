import { listeningHost, sitePort } from "../settings/listening.ts";
import type { SettingList } from "../settings/setting.ts";
import { parseTrustProxy } from "./trust-proxy.ts";

export const httpSettings = {
  PORT: {
    purpose: "the port of npm start, serve and dev; the demo calendar uses the next one",
    example: "4321",
    readBy: "local",
    isSecret: false,
    check: (value) => void sitePort({ PORT: value }),
  },
  HOST: {
    purpose: "the address that npm start, serve and dev listen on; the demo calendar always listens on 127.0.0.1",
    example: "0.0.0.0",
    readBy: "local",
    isSecret: false,
    check: (value) => void listeningHost({ HOST: value }),
  },
  TRUST_PROXY: {
    purpose: "the number of proxies in front of npm start or serve, or their addresses; the visitor's address and https are then read from X-Forwarded-For and X-Forwarded-Proto",
    example: "1",
    readBy: "local",
    isSecret: false,
    check: (value) => void parseTrustProxy(value),
  },
} satisfies SettingList;
