/** The messages of forms: their page under /admin, and the e-mails. */
import { formats } from "./formats.ts";

const { count, plural } = formats;

export const forms = {
  title: "Messages",
  heading: "Messages of forms",
  explained: ({ days }: { days: number }) =>
    `A message is deleted here as soon as every receiver has it. All others are deleted ${plural(days, { one: "one day", other: `${count(days)} days` })} after they were sent.`,
  noReceiver: "No receiver is configured, so every message stays here until it is deleted. Set FORM_WEBHOOK_URL, or FORM_EMAIL_TO, to be notified.",
  none: "There are no messages.",
  csv: "Download as CSV",
  columns: { at: ({ zone }: { zone: string }) => `Sent (${zone})`, form: "Form", message: "Message", campaign: "Campaign", state: "State", actions: "Actions" },
  states: {
    kept: "kept",
    waiting: ({ tries }: { tries: number }) => (tries === 0 ? "to be sent" : plural(tries, { one: "not accepted once, sent again", other: `not accepted ${count(tries)} times, sent again` })),
    failed: "given up",
    spam: "looks like spam, not sent",
  },
  send: "Send",
  remove: "Delete",
  removeAll: "Delete all",
  removeSpam: "Delete spam",
  of: ({ what, at }: { what: string; at: string }) => `${what}: message of ${at}`,
  done: {
    send: "The message is sent again.",
    remove: "The message is deleted.",
    gone: "The message was no longer there.",
  },
  mail: { page: "Page", at: "Sent", campaign: "Campaign" },
};
