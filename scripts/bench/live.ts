/** The same look-ups by a server with an index and by one that asks the database: why there is an index at all. */

import { ASSEMBL } from "../../test/support/processes/program.ts";
import { type ServerProcess, serveCommand } from "../../test/support/processes/server-process.ts";
import { ENSEMBL_COLUMNS } from "../../test/support/servers/database.ts";
import { startMariaDb } from "../../test/support/servers/mariadb.ts";
import { tempDir } from "../../test/support/temp.ts";
import type { Bench } from "./corpora.ts";
import { type Figure, percentile, type Table } from "./figures.ts";
import { startServer } from "./processes.ts";
import { samplePaths } from "./serving.ts";

const LOOK_UPS = 2000;
const SMALL_LOOK_UPS = 50;
/** The two servers take turns of this many look-ups, so that both run under the same conditions. */
const TURN = 50;
/** Ensembl's own table, with the key that look-ups need. */
const TABLE = `
  CREATE TABLE gene_autocomplete (${ENSEMBL_COLUMNS}, KEY (species, display_label)) CHARSET utf8mb4`;

export async function live(bench: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  await using db = await startMariaDb();
  await db.sql(TABLE);
  await db.load("gene_autocomplete", bench.corpora.scale.genes);
  const lookUps = bench.small ? SMALL_LOOK_UPS : LOOK_UPS;
  const paths = await samplePaths(bench, lookUps);

  await using started = new AsyncDisposableStack();
  const { genesIndex: index } = bench.corpora.scale;
  const live = ["--database-url", db.url, "--caching", "off", "--port", "0"];
  const indexed = started.use(await startServer(serveCommand(dir, { index })));
  const asking = started.use(await startServer([...ASSEMBL, "serve", ...live]));
  // The first requests wait for the names of species and for code to be compiled.
  for (const server of [indexed, asking])
    for (const path of paths.slice(0, TURN)) await ask(server, path);

  const times = { indexed: [] as number[], asking: [] as number[] };
  for (let from = 0; from < paths.length; from += TURN) {
    for (const path of paths.slice(from, from + TURN)) times.indexed.push(await ask(indexed, path));
    for (const path of paths.slice(from, from + TURN)) times.asking.push(await ask(asking, path));
  }
  const figure = (name: string, percent: number): Figure => ({
    name,
    unit: "ms",
    ours: { value: percentile(times.indexed, percent) },
    baseline: { name: "live", value: percentile(times.asking, percent) },
  });
  return [
    {
      title: `an answer over HTTP from the index, compared with live from MariaDB, ${lookUps.toLocaleString("en")} look-ups one after another`,
      figures: [figure("median", 50), figure("99th percentile", 99), figure("worst", 100)],
    },
  ];
}

/** Milliseconds to the whole answer. @throws Error if it is not 200 */
async function ask({ url }: ServerProcess, path: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url + path);
  await response.text();
  if (response.status !== 200) throw new Error(`${path} is answered with ${response.status}`);
  return performance.now() - start;
}
