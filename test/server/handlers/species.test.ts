import { expect, test } from "bun:test";
import { serveNothing, serveRows } from "../../support/servers/served.ts";

test("species are listed in the order of their names, with numbers of labels and genes", async () => {
  await using server = serveRows();
  const response = await server.get("/v1/species");
  expect(await response.text()).toBe(
    `[${[
      '{"name":"danio_rerio","labels":2,"genes":3}',
      '{"name":"drosophila_melanogaster","labels":6,"genes":6}',
      '{"name":"homo_sapiens","labels":4,"genes":6}',
      '{"name":"mus_musculus","labels":3,"genes":3}',
      '{"name":"saccharomyces_cerevisiae","labels":2,"genes":2}',
    ].join(",")}]`,
  );
});

test("without an index the answer is 503", async () => {
  await using server = serveNothing();
  expect((await server.get("/v1/species")).status).toBe(503);
});
