/** Parses IP addresses as proxies and sockets write them, with ipaddr.js. */
import ipaddr from "ipaddr.js";

/** The number of leading bits of a network. */
export interface PrefixLength {
  readonly ipv4: number;
  readonly ipv6: number;
}

/**
 * An address in canonical notation; undefined if the text is not an address.
 *
 * Accepts and removes a port (`203.0.113.9:50001`, `[2001:db8::1]:443`), brackets and a zone
 * (`fe80::1%eth0`). An IPv4 address inside IPv6 becomes the IPv4 address: mapped (`::ffff:203.0.113.9`) or
 * translated (`64:ff9b::203.0.113.9`), where all of IPv4 would otherwise be one network. Notations of
 * `inet_aton` (`127.1`, `0x7f.1`, `010.0.0.1`) are rejected, because programs parse them differently.
 */
export function canonicalAddress(text: string): string | undefined {
  return parse(text)?.toString();
}

/** The network of an address, such as `2001:db8:1:200::/56`; a text that is not an address is returned unchanged. */
export function networkOf(address: string, prefix: PrefixLength): string {
  return networksOf(address, [prefix])[0] ?? address;
}

/** The networks of an address, one for each prefix. Parses the address once, which takes longer than everything else here. */
export function networksOf(address: string, prefixes: readonly PrefixLength[]): string[] {
  const parsed = parse(address);
  if (!parsed) return prefixes.map(() => address);
  const bytes = parsed.toByteArray();
  return prefixes.map(({ ipv4, ipv6 }) => {
    const bits = bytes.length === 4 ? ipv4 : ipv6;
    const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.min(Math.max(bits - 8 * i, 0), 8)));
    return `${ipaddr.fromByteArray(masked).toString()}/${bits}`;
  });
}

const WITH_PORT = /^\[(?<ipv6>[^\]]*)\](?::\d{1,5})?$|^(?<ipv4>[\d.]+)(?::\d{1,5})?$/;
/** Translators' prefixes: RFC 6052 (NAT64) and RFC 8215, and RFC 6145 (SIIT). The last 32 bits are the IPv4 address. */
const TRANSLATED = new Set(["rfc6052", "rfc6145"]);

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const trimmed = text.trim();
  const { ipv4, ipv6 } = WITH_PORT.exec(trimmed)?.groups ?? {};
  if (ipv4 !== undefined) return ipaddr.IPv4.isValidFourPartDecimal(ipv4) ? ipaddr.IPv4.parse(ipv4) : undefined;
  // A zone (RFC 4007) names the local network interface, not the sender.
  const bare = (ipv6 ?? trimmed).replace(/%.*$/s, "");
  const dotted = /[^:]*\.[^:]*$/.exec(bare)?.[0];
  if (!ipaddr.IPv6.isValid(bare) || (dotted !== undefined && !ipaddr.IPv4.isValidFourPartDecimal(dotted))) return undefined;
  const address = ipaddr.process(bare);
  return TRANSLATED.has(address.range()) ? new ipaddr.IPv4(address.toByteArray().slice(-4)) : address;
}
