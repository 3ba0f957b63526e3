import { UsageError } from "../errors.ts";

/** Who sent a request, as the access log names it. @param peer the other end of its connection */
export type ClientAddress = (request: Request, peer: string | undefined) => string | undefined;

export const peerAddress: ClientAddress = (_request, peer) => peer;

/**
 * Finds who sent a request through proxies: the last address in X-Forwarded-For that is none of a trusted proxy's.
 * What stands before it was written by whoever sent it.
 *
 * @param trusted addresses and networks with commas between them; null where no header is believed
 * @throws UsageError naming what is neither
 */
export async function clientAddressBehind(trusted: string | null): Promise<ClientAddress> {
  if (trusted === null) return peerAddress;
  // Loaded where it is needed, as it takes 1.4 MB.
  const { BlockList, isIP } = await import("node:net");
  const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
  const proxies = new BlockList();
  for (const entry of trusted.split(",").map((part) => part.trim())) {
    const [address, bits, ...rest] = entry.split("/") as [string, string?];
    const most = isIP(address) === 6 ? 128 : 32;
    const isBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (isIP(address) === 0 || !isBits || rest.length > 0) {
      throw new UsageError(
        `TRUSTED_PROXIES names ${JSON.stringify(entry)}`,
        "it takes addresses and networks with commas between them, such as 127.0.0.1,10.0.0.0/8",
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

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const [, bracketed, plain] =
    /^\s*(?:\[([^\]]*)\](?::\d+)?|([\d.]+)(?::\d+)?)\s*$/.exec(entry) ?? [];
  return bracketed ?? plain ?? entry.trim();
}
