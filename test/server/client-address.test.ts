import { describe, expect, test } from "bun:test";
import { UsageError } from "../../src/errors.ts";
import { clientAddressBehind } from "../../src/server/client-address.ts";

/** Who sent a request that came from a peer with X-Forwarded-For. */
async function clientOf(trusted: string | null, peer: string | undefined, forwarded?: string) {
  const request = new Request("http://host/");
  if (forwarded !== undefined) request.headers.set("X-Forwarded-For", forwarded);
  return (await clientAddressBehind(trusted))(request, peer);
}

const PROXIES = "127.0.0.1, 10.0.0.0/8,::1,2001:db8::/32";

describe("the client", () => {
  test.each<[string, string | null, string | undefined, string, string]>([
    ["who is connected, where nobody is trusted", null, "1.2.3.4", "127.0.0.1", "127.0.0.1"],
    ["who is connected, where that is no proxy", PROXIES, "1.2.3.4", "5.6.7.8", "5.6.7.8"],
    ["the proxy, where it says nothing", PROXIES, undefined, "127.0.0.1", "127.0.0.1"],
    ["whom the proxy names", PROXIES, "1.2.3.4", "127.0.0.1", "1.2.3.4"],
    ["the last that is no proxy", PROXIES, "9.9.9.9, 1.2.3.4,10.1.2.3", "10.0.0.1", "1.2.3.4"],
    ["the first proxy, where all are", PROXIES, "10.1.1.1,10.2.2.2", "127.0.0.1", "10.1.1.1"],
    ["the last proxy before what is no address", PROXIES, "bad\tone, 10.1.1.1", "::1", "10.1.1.1"],
    ["one with a port", PROXIES, "1.2.3.4:5678", "127.0.0.1", "1.2.3.4"],
    ["one of the newer kind", PROXIES, "2a00::1, 2001:db8::5", "::1", "2a00::1"],
    ["one in brackets", PROXIES, "[2a00::1]:443", "::1", "2a00::1"],
    ["one whose proxy came by the newer kind", PROXIES, "1.2.3.4", "::ffff:10.0.0.9", "1.2.3.4"],
    ["no empty one", PROXIES, ", ,", "127.0.0.1", "127.0.0.1"],
  ])("is %s", async (_, trusted, forwarded, peer, client) => {
    expect(await clientOf(trusted, peer, forwarded)).toBe(client);
  });

  test("is nobody where the connection is gone", async () => {
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
