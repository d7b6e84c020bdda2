import { didYouMean } from "../settings/did-you-mean.ts";

/** The parts of the policy that a site can open for third parties. */
export const POLICY_KINDS = ["script", "connect", "img", "frame", "form", "style", "font"] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** A script or a form's target is one host, not any host below a domain. */
const WITH_WILDCARD: ReadonlySet<PolicyKind> = new Set(["connect", "img", "frame", "font"]);

const KEYWORDS = /^'?(self|none|unsafe-inline|unsafe-eval|unsafe-hashes|wasm-unsafe-eval|strict-dynamic|report-sample|(?:nonce|sha(?:256|384|512))-.*)'?$/i;

/** A host name of two labels or more, perhaps below a wildcard, as a browser writes it. */
const HOST = /^(\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** Characters that a path in a policy may have. https://www.w3.org/TR/CSP3/#grammardef-path-part */
const PATH = /^[\w\-.~!$&'()*+=:@%/]*$/;

/**
 * One source of the policy, as the header has it.
 *
 * @throws {TypeError} for what a policy cannot have, or this site's should not. The message says what to write.
 */
export function policySource(kind: PolicyKind, written: string): string {
  const text = written.trim();
  const wrong = (why: string) => new TypeError(`"${written}" ${why}`);
  const example = "https://example.com";
  if (text === "") throw wrong(`is empty. Write an origin, for example "${example}", or remove it.`);
  const keyword = KEYWORDS.exec(text)?.[1]?.toLowerCase();
  if (keyword) return keywordSource(kind, keyword, wrong);
  if (/[\s;,]/.test(text)) throw wrong(`contains ${/\s/.test(text) ? "a space" : `"${/[;,]/.exec(text)?.[0]}"`}. Write each source as an entry of its own; in a path, a space is %20.`);
  if (/^\*+$|^(https?|wss?)(:(\/\/)?\*?)?$/i.test(text)) throw wrong(`allows every site. Write the origin that is needed, for example "${example}".`);
  if (kind === "img" && text === "data:") return text;
  if (/^[a-z][\w+.-]*:$/i.test(text)) throw wrong(`is a scheme without a host. Write the whole origin, for example "${example}".`);
  const [, scheme = "", rest = ""] = /^([a-z][\w+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (/^\/(?!\/)/.test(text)) throw wrong("is an address of this site, which needs no entry. Remove it.");
  if (!scheme) throw wrong(`has no scheme. Write "https://${text.replace(/^(?:https?:?\/*|\/+)/i, "")}".`);
  return addressSource(kind, scheme.toLowerCase(), rest, wrong);
}

function addressSource(kind: PolicyKind, scheme: string, rest: string, wrong: (why: string) => TypeError): string {
  const isSocket = kind === "connect" && scheme === "wss";
  if (/[?#]/.test(rest)) throw wrong(`has a query or a fragment, which policies do not know. Write "${scheme}://${rest.replace(/[?#].*/, "")}".`);
  const [, authority = "", path = ""] = /^([^/]*)(.*)$/.exec(rest) ?? [];
  if (authority.includes("@")) throw wrong("has a user name in it. Write only scheme, host and path.");
  if (authority.endsWith(":*")) throw wrong("allows every port. Write the port, or leave it out.");
  if (authority.slice(1).includes("*") || (authority.startsWith("*") && !authority.startsWith("*."))) throw wrong('has a "*" in the middle. It may only stand for the first part of a host name, as in "https://*.example.com".');
  // A URL cannot have a wildcard; it has everything else that is to be checked.
  const isWild = authority.startsWith("*.");
  const address = `https://${authority.replace(/^\*\./, "")}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.hostname === "") throw wrong('has no valid host. Write scheme and host, for example "https://example.com".');
  const isLocal = /^(localhost|127\.0\.0\.1)$/.test(url.hostname);
  if (scheme === "http" && !isLocal) throw wrong(`is not encrypted. Write "https://${rest}".`);
  if (!isSocket && !/^https?$/.test(scheme)) {
    const meant = didYouMean(scheme, ["https", ...(kind === "connect" ? ["wss"] : [])]);
    throw wrong(`begins with "${scheme}:". Write "${meant ?? "https"}://${rest}".`);
  }
  if (!isLocal && !HOST.test(url.hostname)) throw wrong(`has the host "${url.hostname}", which is not complete. Write the whole name, for example "https://example.com".`);
  if (isWild && !WITH_WILDCARD.has(kind)) throw wrong(`allows every host below ${url.hostname}. For ${kind}, write the exact host, for example "https://www.${url.hostname}".`);
  if (!PATH.test(path)) throw wrong(`has a character in its path that a policy cannot have. Write it as %XX, or leave the path out: "${scheme}://${authority}".`);
  return `${scheme}://${isWild ? "*." : ""}${scheme === "http" ? authority.toLowerCase() : url.host}${path === "/" ? "" : path}`;
}

function keywordSource(kind: PolicyKind, keyword: string, wrong: (why: string) => TypeError): string {
  if (keyword === "self" && kind === "style") return "'self'";
  if (keyword === "self") throw wrong("is this site itself, which needs no entry. Remove it.");
  if (keyword === "none") throw wrong("closes a part of the policy, and everything that is not listed is closed already. Remove it.");
  if (/^(nonce|sha)/.test(keyword)) throw wrong("is made by the build. Put the snippet's code into policy.inline; its hash is added by itself.");
  throw wrong("would let code that was injected into a page run. Put the snippet's code into policy.inline; its hash is added by itself.");
}
