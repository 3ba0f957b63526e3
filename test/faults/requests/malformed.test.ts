/** The answers of the runtime and the server to malformed requests, so that a change of either is noticed. */

import { afterAll, describe, expect, test } from "bun:test";
import { serveRows } from "../../support/servers/served.ts";
import { get, LABELS, ODD_REQUESTS, TARGET } from "./malformed.ts";

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

/** The statuses of all answers up to the end of the connection. */
async function statuses(request: string): Promise<number[]> {
  const answer = await server.raw(request);
  return Array.from(answer.matchAll(/^HTTP\/1\.1 (\d+) /gm), ([, status]) => Number(status));
}

describe("a malformed or unusual request has these answers and no others:", () => {
  test.each(Object.entries(ODD_REQUESTS))("%s", async (_, [request, answers]) => {
    expect(await statuses(request)).toEqual([...answers]);
    expect(await server.json(TARGET)).toEqual(LABELS);
  });
});

test("cheap requests that are pipelined are answered in order", async () => {
  const queries = ["brca1", "brca2", "brcc3", "hla", "zzz"];
  const ask = (query: string, headers: string) =>
    get(headers, `/gene_suggest/?species=homo_sapiens&query=${query}`);
  const first = queries.map((query) => ask(query, "Host: h\r\n"));
  const answer = await server.raw(
    [...first, ask("brcc", "Host: h\r\nConnection: close\r\n")].join(""),
  );
  expect(answer.match(/\[.*?\]$|\[.*?\](?=HTTP)/g)).toEqual([
    '["BRCA1"]',
    '["BRCA2"]',
    '["BRCC3"]',
    '["HLA-A"]',
    "[]",
    '["BRCC3"]',
  ]);
});
