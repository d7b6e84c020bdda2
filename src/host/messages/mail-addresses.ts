/** The checks of the settings for mail. A build and a start load this file, and nothing else of what sends. */
const MOST_RECIPIENTS = 20;

/** Control and format characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** An address of the form name@domain, without what would begin another address or another header. */
const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]+$/;

/** @throws {TypeError} with the setting's name and the first address that is none. */
export function parseRecipients(setting: string, text: string): string[] {
  const addresses = text.split(",").map((address) => address.trim());
  const wrong = addresses.find((address) => !ADDRESS.test(address) || INVISIBLE.test(address));
  if (wrong !== undefined) throw new TypeError(`${setting} has ${JSON.stringify(wrong)}, which is no e-mail address. Write addresses separated by commas, for example "anna@example.com, ben@example.com".`);
  if (addresses.length > MOST_RECIPIENTS) throw new TypeError(`${setting} has ${addresses.length} addresses. Write ${MOST_RECIPIENTS} at most.`);
  return addresses;
}

/** @throws {TypeError} if it is neither an address nor a name with an address in angle brackets. */
export function checkedSender(setting: string, text: string): string {
  const address = /^[^<>@,;:"\\]{0,60}<(?<address>[^<>]+)>$/.exec(text)?.groups?.["address"] ?? text;
  if (ADDRESS.test(address) && !INVISIBLE.test(text)) return text;
  throw new TypeError(`${setting} is ${JSON.stringify(text)}. Write an address of a domain that is verified at your mail provider, for example "Your Site <mail@example.com>".`);
}
