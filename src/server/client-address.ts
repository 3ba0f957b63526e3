import { UsageError } from "../errors.ts";

/** The address of a request's client, as the access log shows it. @param peer the other end of the connection */
export type ClientAddress = (request: Request, peer: string | undefined) => string | undefined;

export const peerAddress: ClientAddress = (_request, peer) => peer;

/**
 * Finds the client behind proxies: the last address in X-Forwarded-For that does not belong to a trusted proxy. The
 * addresses before it were sent by the client, which may have made them up.
 *
 * @param trusted addresses and networks separated by commas; null to trust no header
 * @throws UsageError naming an entry that is neither
 */
export async function clientAddressBehind(trusted: string | null): Promise<ClientAddress> {
  if (trusted === null) return peerAddress;
  // Loaded only if it is needed, as it takes 1.4 MB.
  const { BlockList, isIP } = await import("node:net");
  const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
  const proxies = new BlockList();
  for (const entry of trusted.split(",").map((part) => part.trim())) {
    const [address, bits, ...rest] = entry.split("/") as [string, string?];
    const most = isIP(address) === 6 ? 128 : 32;
    const isBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (isIP(address) === 0 || !isBits || rest.length > 0) {
      throw new UsageError(
        `TRUSTED_PROXIES contains ${JSON.stringify(entry)}`,
        "it takes a list of addresses and networks such as 127.0.0.1,10.0.0.0/8",
      );
    }
    if (bits === undefined) proxies.addAddress(address, family(address));
    else proxies.addSubnet(address, Number(bits), family(address));
  }
  const isTrusted = (address: string) => proxies.check(address, family(address));
  return (request, peer) => {
    const forwarded = request.headers.get("x-forwarded-for")?.split(",") ?? [];
    let client = peer;
    while (client !== undefined && isTrusted(client)) {
      const before = withoutPort(forwarded.pop() ?? "");
      if (isIP(before) === 0) break;
      client = before;
    }
    return client;
  };
}

/** Some proxies add a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const [, bracketed, plain] =
    /^\s*(?:\[([^\]]*)\](?::\d+)?|([\d.]+)(?::\d+)?)\s*$/.exec(entry) ?? [];
  return bracketed ?? plain ?? entry.trim();
}
