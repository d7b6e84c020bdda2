/** IP addresses as proxies and sockets write them, read by ipaddr.js. */
import ipaddr from "ipaddr.js";

/** How many leading bits name a network. */
export interface PrefixLength {
  readonly ipv4: number;
  readonly ipv6: number;
}

/**
 * An address in its one spelling; undefined for what is no address.
 *
 * Takes it with a port (`203.0.113.9:50001`, `[2001:db8::1]:443`), in brackets and with a zone
 * (`fe80::1%eth0`), and leaves those out. An IPv4 address inside IPv6 (`::ffff:203.0.113.9`) is the IPv4
 * one. Spellings that only `inet_aton` knows (`127.1`, `0x7f.1`, `010.0.0.1`) are no addresses: two
 * programs read them differently.
 */
export function canonicalAddress(text: string): string | undefined {
  return parse(text)?.toString();
}

/** The network that an address belongs to, as `2001:db8:1:200::/56`; what is no address is returned as it is. */
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
  // A zone (RFC 4007) says through which of the machine's interfaces, and not who it is.
  const bare = (ipv6 ?? trimmed).replace(/%.*$/s, "");
  return ipaddr.IPv6.isValid(bare) ? ipaddr.process(bare) : undefined;
}
