/** A whole build from MariaDB, compared with `mariadb` dumping the same rows to a file. */

import { join } from "node:path";
import { installed } from "../../test/support/processes/debian.ts";
import { ASSEMBL } from "../../test/support/processes/program.ts";
import { ENSEMBL_COLUMNS } from "../../test/support/servers/database.ts";
import { startMariaDb } from "../../test/support/servers/mariadb.ts";
import { tempDir } from "../../test/support/temp.ts";
import type { Bench } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import { run, type Usage } from "./processes.ts";

const ROUNDS = 3;
const SMALL_ROUNDS = 1;
const MEGABYTE = 1e6;
const COLUMNS = "species, display_label, stable_id, location, db";
const TABLE = `
  CREATE TABLE gene_autocomplete (${ENSEMBL_COLUMNS}) CHARSET utf8mb4`;
const EXECUTABLE = join(import.meta.dir, "../../dist/assembl");

export async function build({ corpora, small }: Bench): Promise<Table[]> {
  await using db = await startMariaDb();
  await using dir = await tempDir();
  await db.sql(TABLE);
  await db.load("gene_autocomplete", corpora.scale.genes);

  const dump = dumpCommand(db.url);
  const builders: Record<string, readonly string[]> = { "bun src/main.ts build": ASSEMBL };
  if (await Bun.file(EXECUTABLE).exists()) builders["dist/assembl build"] = [EXECUTABLE];
  const dumps: Usage[] = [];
  const builds = Object.keys(builders).map((): Usage[] => []);
  let output = 0;
  for (let round = 0; round < (small ? SMALL_ROUNDS : ROUNDS); round++) {
    dumps.push(await run(dump, dir.join("dump.tsv")));
    for (const [i, program] of Object.values(builders).entries()) {
      const path = dir.join(`${output++}.msgpack`);
      builds[i]!.push(await run([...program, "build", "--database-url", db.url, "--output", path]));
    }
  }
  return [
    {
      title: "build from MariaDB, every row of the scale corpus",
      figures: Object.keys(builders).flatMap((name, i) => figuresOf(name, builds[i]!, dumps)),
    },
  ];
}

function dumpCommand(url: string): string[] {
  const { hostname, port, username, pathname } = new URL(url);
  return [
    installed("mariadb"),
    "--no-defaults",
    `--host=${hostname}`,
    `--port=${port}`,
    `--user=${username}`,
    "--protocol=tcp",
    "--default-character-set=utf8mb4",
    "--quick",
    "--batch",
    `--execute=SELECT ${COLUMNS} FROM gene_autocomplete`,
    pathname.slice(1),
  ];
}

function figuresOf(name: string, builds: Usage[], dumps: Usage[]): Figure[] {
  const compared = (what: string, of: (usage: Usage) => number): Figure => ({
    name: `${name}, ${what}`,
    unit: "s",
    ours: summary(builds.map(of)),
    baseline: { name: "mariadb --quick", ...summary(dumps.map(of)) },
  });
  return [
    {
      ...compared("time", (usage) => usage.wallSeconds),
      must: [{ of: "ratio", atMost: 4 }],
      aim: [{ of: "ratio", atMost: 2 }],
    },
    compared("CPU", (usage) => usage.cpuSeconds),
    {
      name: `${name}, peak memory`,
      unit: "MB",
      ours: summary(builds.map((usage) => usage.peakBytes / MEGABYTE)),
      must: [{ of: "ours", atMost: 600 }],
      aim: [{ of: "ours", atMost: 300 }],
    },
  ];
}
