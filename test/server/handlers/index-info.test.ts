import { expect, test } from "bun:test";
import { FORMAT_VERSION } from "../../../src/format/index-file.ts";
import { TIERS } from "../../../src/lookup/tiers.ts";
import { PROVENANCE } from "../../support/indexes/compiled.ts";
import { serveNothing, serveRows } from "../../support/servers/served.ts";

test("the answer says what the index is and where it came from", async () => {
  await using server = serveRows();
  const info = await server.json<Record<string, unknown>>("/v1/index");
  expect(info).toEqual({
    generation: server.state.served!.catalogue.generation,
    format_version: FORMAT_VERSION,
    built: PROVENANCE.built,
    builder: PROVENANCE.builder,
    source: PROVENANCE.source,
    release: PROVENANCE.release,
    rows: PROVENANCE.rows,
    species: 5,
    labels: 17,
    genes: 20,
    tiers: [...TIERS],
    label_minimum: 3,
  });
  expect(info.generation).toMatch(/^[0-9a-f]{32}$/);
});

test("without an index the answer is 503", async () => {
  await using server = serveNothing();
  expect((await server.get("/v1/index")).status).toBe(503);
});
