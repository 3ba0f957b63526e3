import { describe, expect, test } from "bun:test";
import { UsageError } from "../../src/errors.ts";
import { clientAddressBehind } from "../../src/server/client-address.ts";

/** The client's address of a request from a peer with an X-Forwarded-For header. */
async function clientOf(trusted: string | null, peer: string | undefined, forwarded?: string) {
  const request = new Request("http://host/");
  if (forwarded !== undefined) request.headers.set("X-Forwarded-For", forwarded);
  return (await clientAddressBehind(trusted))(request, peer);
}

const PROXIES = "127.0.0.1, 10.0.0.0/8,::1,2001:db8::/32";

describe("the client", () => {
  test.each<[string, string | null, string | undefined, string, string]>([
    ["the peer if no proxy is trusted", null, "1.2.3.4", "127.0.0.1", "127.0.0.1"],
    ["the peer if it is not a trusted proxy", PROXIES, "1.2.3.4", "5.6.7.8", "5.6.7.8"],
    ["the proxy if it sends no header", PROXIES, undefined, "127.0.0.1", "127.0.0.1"],
    ["the address that the proxy gives", PROXIES, "1.2.3.4", "127.0.0.1", "1.2.3.4"],
    [
      "the last that is not a trusted proxy",
      PROXIES,
      "9.9.9.9, 1.2.3.4,10.1.2.3",
      "10.0.0.1",
      "1.2.3.4",
    ],
    [
      "the first proxy if all are trusted proxies",
      PROXIES,
      "10.1.1.1,10.2.2.2",
      "127.0.0.1",
      "10.1.1.1",
    ],
    ["the last proxy before an invalid address", PROXIES, "bad\tone, 10.1.1.1", "::1", "10.1.1.1"],
    ["given with a port", PROXIES, "1.2.3.4:5678", "127.0.0.1", "1.2.3.4"],
    ["an IPv6 address", PROXIES, "2a00::1, 2001:db8::5", "::1", "2a00::1"],
    ["an IPv6 address in brackets", PROXIES, "[2a00::1]:443", "::1", "2a00::1"],
    [
      "the address given by a proxy that connects over IPv6",
      PROXIES,
      "1.2.3.4",
      "::ffff:10.0.0.9",
      "1.2.3.4",
    ],
    ["the proxy if it gives only empty addresses", PROXIES, ", ,", "127.0.0.1", "127.0.0.1"],
  ])("is %s", async (_, trusted, forwarded, peer, client) => {
    expect(await clientOf(trusted, peer, forwarded)).toBe(client);
  });

  test("is unknown if the connection is gone", async () => {
    expect(await clientOf(PROXIES, undefined, "1.2.3.4")).toBeUndefined();
  });
});

test.each([
  "proxy.example.org",
  "10.0.0.0/33",
  "10.0.0/8",
  "::/129",
  "10.0.0.0/8/8",
  "1.2.3.4,",
  "*",
])("%s is no list of proxies", async (trusted) => {
  expect(clientAddressBehind(trusted)).rejects.toThrow(UsageError);
  expect(clientAddressBehind(trusted)).rejects.toThrow(/^TRUSTED_PROXIES contains .*; it takes /);
});
