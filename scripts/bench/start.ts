/** The start of the executable, compared with a bare server's and with how long other programs take to read the index. */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { labelsIn } from "../../test/support/indexes/look-ups.ts";
import { tempDir } from "../../test/support/temp.ts";
import { compileExecutable } from "../executable.ts";
import type { Bench } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import { firstAnswerMs, type ServerCommand } from "./first-answer.ts";
import { run } from "./processes.ts";

const ROUNDS = 10;
const SMALL_ROUNDS = 1;
const SPECIES = "homo_sapiens";
const QUERY = "brc";
const DEFAULT_LIMIT = 5;
const PATH = `/gene_suggest/?species=${SPECIES}&query=${QUERY}`;

const source = (name: string) => join(import.meta.dir, name);

export async function start({ corpora, small }: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  const index = corpora.scale.genesIndex;
  const body = expectedBody(index);
  const assembl = dir.join("assembl");
  const bareServer = dir.join("bare-server");
  // The executable in dist may be of older code.
  await compileExecutable({ entrypoint: source("../../src/main.ts"), outfile: assembl });
  await compileExecutable({ entrypoint: source("bare-server.ts"), outfile: bareServer });

  const copy = dir.join("copy");
  const fresh = dir.join("fresh");
  const serve =
    (stateDir: string): ServerCommand =>
    (port) => {
      const where = ["--bind", "127.0.0.1", "--port", String(port), "--state-dir", stateDir];
      return [assembl, "serve", "--index", index, ...where];
    };
  const bare: ServerCommand = (port) => [
    bareServer,
    JSON.stringify({ body, port, headers: { "content-type": "application/json" } }),
  ];
  const contestants: Record<string, () => Promise<number>> = {
    bare: () => firstAnswerMs(bare, PATH, body),
    known: () => firstAnswerMs(serve(dir.join("known")), PATH, body),
    first: () => firstAnswerMs(serve(fresh), PATH, body),
    cp: () => programMs(["cp", index, copy]),
    sync: () => programMs(["sync", copy]),
    sha256sum: () => programMs(["sha256sum", copy]),
  };
  const times: Record<string, number[]> = {};
  for (const name of Object.keys(contestants)) times[name] = [];
  // The first round is not counted: nothing is cached yet, and it leaves the copy that later ones find.
  for (let round = 0; round <= (small ? SMALL_ROUNDS : ROUNDS); round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const ms = await contestant();
      if (round > 0) times[name]!.push(ms);
    }
    await rm(fresh, { recursive: true });
    await rm(copy);
  }
  return [tableOf(times, Bun.file(index).size)];
}

function tableOf(times: Record<string, number[]>, bytes: number): Table {
  const rounds = times.bare!.length;
  const sums = (...names: string[]) =>
    summary(
      Array.from({ length: rounds }, (_, round) =>
        names.reduce((sum, name) => sum + times[name]![round]!, 0),
      ),
    );
  const figures: Figure[] = [
    {
      name: "generation already in STATE_DIR",
      unit: "ms",
      ours: sums("known"),
      baseline: { name: "bare Bun.serve + sha256sum", ...sums("bare", "sha256sum") },
      must: [{ of: "excess", atMost: 40 }],
    },
    {
      name: "first start: copy and full verification",
      unit: "ms",
      ours: sums("first"),
      baseline: { name: "cp + sync + sha256sum", ...sums("cp", "sync", "sha256sum") },
      must: [{ of: "ratio", atMost: 2 }],
    },
    ...["cp", "sync", "sha256sum"].map(
      (name): Figure => ({ name: `  ${name} alone`, unit: "ms", ours: sums(name) }),
    ),
    { name: "  a bare Bun.serve alone, compiled alike", unit: "ms", ours: sums("bare") },
  ];
  const megabytes = (bytes / 1e6).toFixed(1);
  return {
    title: `start of the executable to its first answer, index of ${megabytes} MB, ${rounds} rounds`,
    figures,
  };
}

async function programMs(command: string[]): Promise<number> {
  return (await run(command)).wallSeconds * 1000;
}

function expectedBody(path: string): string {
  const index = new OpenIndex(mapIndex(path));
  const species = index.species.find(({ name }) => name === SPECIES)!;
  return JSON.stringify(labelsIn(index, species, QUERY, DEFAULT_LIMIT));
}
