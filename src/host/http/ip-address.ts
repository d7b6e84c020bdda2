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
 * (`fe80::1%eth0`). An IPv4 address inside IPv6 (`::ffff:203.0.113.9`) becomes the IPv4 address. Notations
 * of `inet_aton` (`127.1`, `0x7f.1`, `010.0.0.1`) are rejected, because programs parse them differently.
 */
export function canonicalAddress(text: string): string | undefined {
  return parse(text)?.toString();
}

/** The network of an address, such as `2001:db8:1:200::/56`; a text that is not an address is returned unchanged. */
export function networkOf(address: string, { ipv4, ipv6 }: PrefixLength): string {
  const parsed = parse(address);
  if (!parsed) return address;
  const bits = parsed.kind() === "ipv4" ? ipv4 : ipv6;
  const kind = parsed.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${kind.networkAddressFromCIDR(`${parsed.toString()}/${bits}`).toString()}/${bits}`;
}

const WITH_PORT = /^\[(?<ipv6>[^\]]*)\](?::\d{1,5})?$|^(?<ipv4>[\d.]+)(?::\d{1,5})?$/;

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const trimmed = text.trim();
  const { ipv4, ipv6 } = WITH_PORT.exec(trimmed)?.groups ?? {};
  if (ipv4 !== undefined) return ipaddr.IPv4.isValidFourPartDecimal(ipv4) ? ipaddr.IPv4.parse(ipv4) : undefined;
  // A zone (RFC 4007) names the local network interface, not the sender.
  const bare = (ipv6 ?? trimmed).replace(/%.*$/s, "");
  return ipaddr.IPv6.isValid(bare) ? ipaddr.process(bare) : undefined;
}
