/** What can happen to the file that a server follows, and to the folder for its copies. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { numberedGenes } from "../../support/data/label-files.ts";
import { compileRows, fileOf } from "../../support/indexes/compiled.ts";
import { WAYS } from "../../support/indexes/followed-file.ts";
import { mountSmall, unprivileged } from "../../support/processes/confined.ts";
import { serveIndex } from "../../support/processes/server-process.ts";
import { tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { BAD_INDEXES } from "../indexes/bad-indexes.ts";
import { refusalOf } from "../indexes/judge.ts";
import { changedBytes, changedDocument } from "../indexes/mutants.ts";
import { swapping } from "../swapping.ts";
import { ROWS, Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { HARMS, lookAgain, refusalsOf, replace } from "./followed.ts";

const WHOLE = fileOf(compileRows(ROWS));

const BAD = BAD_INDEXES.flatMap(([, indexes]) => Object.values(indexes));

/** A bad index, which the full verification refuses. */
export function refusedMutant({ random }: Trial): Uint8Array {
  for (;;) {
    const make = random.choose([changedBytes, changedDocument, () => random.choose(BAD).bytes]);
    const mutant = make(random, WHOLE);
    if (refusalOf(mutant) !== null) return mutant;
  }
}

/** Each mutant is refused in place of a good index, which then takes its place again. */
async function mutantsInPlace(trial: Trial): Promise<void> {
  await using target = await Target.start();
  const { server, dir } = target;
  const refusals = () => refusalsOf(server).length;
  while (trial.tried < trial.times) {
    const before = refusals();
    await replace(dir.join("index"), refusedMutant(trial));
    server.hangUp();
    await until(() => refusals() > before);
    await replace(dir.join("index"), WHOLE);
    await lookAgain(server);
    trial.tried++;
  }
  await target.conclude(trial, { warnings: ["index refused"] });
}

const everyWay = (trial: Trial) =>
  swapping(trial, (followed, file) => {
    const ways = Object.values(WAYS);
    return ways[trial.tried % ways.length]!(followed, file, async () => {});
  });

/** The folder for copies is deleted while one is in use; the next swap creates it again. */
const lostFolder = (trial: Trial) =>
  swapping(trial, async (followed, file, dir) => {
    await rm(dir.join("state"), { recursive: true, force: true });
    await replace(followed.path, file);
  });

async function harmedFile(trial: Trial): Promise<void> {
  await using target = await Target.start({ confined: unprivileged });
  const path = target.dir.join("index");
  while (trial.tried < trial.times) {
    const { name, harm, problem } = HARMS[trial.tried % HARMS.length]!;
    const before = refusalsOf(target.server).length;
    await harm(path, WHOLE);
    target.server.hangUp();
    await until(() => refusalsOf(target.server).length > before);
    const refusals = refusalsOf(target.server).slice(before);
    if (!refusals.some((reason) => problem.test(reason))) trial.mistake(`${name}: ${refusals}`);
    await rm(path, { recursive: true, force: true });
    await replace(path, WHOLE);
    trial.tried++;
  }
  await target.conclude(trial, { warnings: ["index refused"] });
}

/** Another index of some genes. */
const larger = (count: number, prefix: string) =>
  fileOf(compileRows([...numberedGenes(count, prefix)]));

/** A full disk: an index that cannot be copied is served from memory, and later ones are copied again. */
async function fullDisk(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await using disk = await mountSmall(dir.join("state"));
  const index = dir.join("index");
  await writeFile(index, larger(10, "SMALL"));
  await using server = await serveIndex(dir, {
    index,
    confined: (command) => disk.confined(command),
  });
  const ask = async (label: string) => {
    trial.sent++;
    return (await server.labels(label)).includes(label);
  };
  while (trial.tried < trial.times) {
    trial.tried++;
    const isLarge = trial.tried % 2 === 1;
    const prefix = `${isLarge ? "LARGE" : "SMALL"}${trial.tried}X`;
    await replace(index, larger(isLarge ? 20_000 : 10, prefix));
    server.hangUp();
    await until(() => ask(`${prefix}0`));
  }
  const warned = [...new Set(server.warnings())];
  trial.compare("warnings", warned, ["copy failed: the index is read into memory"]);
}

async function closedFolder(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await mkdir(dir.join("state"), { mode: 0o555 });
  const index = dir.join("index");
  await writeFile(index, larger(10, "FIRST"));
  await using server = await serveIndex(dir, { index, confined: unprivileged });
  while (trial.tried < trial.times) {
    trial.tried++;
    await replace(index, larger(10, `NEXT${trial.tried}X`));
    server.hangUp();
    await until(async () => {
      trial.sent++;
      return (await server.labels(`next${trial.tried}x`)).length > 0;
    });
  }
  trial.compare("warnings", server.warnings(), [
    "folder refused",
    "no folder for copies: indexes are read into memory",
  ]);
}

export const FILES: readonly Fault[] = [
  {
    name: "mutated indexes in place of a good one",
    times: { short: 15, long: 500 },
    run: mutantsInPlace,
  },
  { name: "an index replaced in every way", times: { short: 5, long: 100 }, run: everyWay },
  {
    name: "an index deleted, torn, emptied or unreadable",
    times: { short: 6, long: 60 },
    run: harmedFile,
  },
  { name: "a full disk under STATE_DIR", times: { short: 4, long: 20 }, run: fullDisk },
  { name: "a STATE_DIR that is not writable", times: { short: 2, long: 10 }, run: closedFolder },
  { name: "a STATE_DIR that is deleted", times: { short: 2, long: 20 }, run: lostFolder },
];
