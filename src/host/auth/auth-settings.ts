import { checkGeneratedToken, minLength, type SettingList } from "../settings/setting.ts";
import { adminSecret } from "./admin-secret.ts";
import { parsePeople } from "./people.ts";

export const authSettings = {
  ADMIN_PASSWORD: {
    purpose: "the password for /admin",
    example: "correct horse battery staple",
    readBy: "server",
    isSecret: true,
    neededOn: "production",
    insteadOf: ["ADMIN_PASSWORD_HASH", "ADMINS"],
    check: minLength("ADMIN_PASSWORD", 8),
  },
  ADMIN_PASSWORD_HASH: {
    purpose: "the output of npm run hash-password, instead of the password itself",
    example: "scrypt:32768:8:3:c2FsdA…:aGFzaA…",
    readBy: "server",
    isSecret: true,
    check(value) {
      const secret = adminSecret({ ADMIN_PASSWORD_HASH: value });
      if (secret && "problem" in secret) throw new TypeError(secret.problem);
    },
  },
  ADMINS: {
    purpose: "further people who may sign in: for each a name, a role (admin or viewer) and the hash of npm run hash-password, separated by commas",
    example: "Anna admin scrypt:32768:8:3:c2FsdA…:aGFzaA…, Ben viewer scrypt:32768:8:3:c2FsdA…:aGFzaA…",
    readBy: "server",
    isSecret: true,
    check: (value) => void parsePeople(value),
  },
  METRICS_TOKEN: {
    purpose: "lets a program read GET /api/cal-metrics",
    example: "kT8sVx0Qm2hYJd5n",
    readBy: "server",
    isSecret: true,
    check: (value) => checkGeneratedToken("METRICS_TOKEN", value),
  },
  CRON_SECRET: {
    purpose: "the secret that Vercel's cron jobs send to /api/cron; without it, alerts are not evaluated while there are no visitors, and old data is not deleted",
    example: "Wm5tKe8RzQp2XbNj",
    readBy: "server",
    isSecret: true,
    neededOn: "production",
    check: (value) => checkGeneratedToken("CRON_SECRET", value),
  },
} satisfies SettingList;
