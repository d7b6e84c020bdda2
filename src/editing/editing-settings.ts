import { checkBearerToken, type SettingList } from "../host/settings/setting.ts";

const ID = "Copy it from the OAuth app at GitHub: Settings, Developer settings, OAuth Apps.";

export const editingSettings = {
  EDIT_GITHUB_ID: {
    purpose: "the client id of the OAuth app with which editors sign in at /edit, where src/site.config.ts has signIn: \"own\"",
    example: "Ov23liAbCdEfGhIjKlMn",
    readBy: "server",
    isSecret: false,
    check: (value) => checkBearerToken("EDIT_GITHUB_ID", value, ID),
  },
  EDIT_GITHUB_SECRET: {
    purpose: "the client secret of that OAuth app",
    example: "3f9a0c1d5b7e8f2a4c6d0e1f3a5b7c9d1e2f4a6b",
    readBy: "server",
    isSecret: true,
    check: (value) => checkBearerToken("EDIT_GITHUB_SECRET", value, ID),
  },
} satisfies SettingList;
