import { ConstantLoad } from "../support/clients/constant-load.ts";
import {
  expectedOf,
  type Generation,
  makeGenerations,
  TARGETS,
} from "../support/indexes/distinct-generations.ts";
import { FollowedFile } from "../support/indexes/followed-file.ts";
import {
  type ServeOptions,
  type ServerProcess,
  serveIndex,
} from "../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import type { Trial } from "./trial.ts";

const CLIENTS = 4;

/** Generations whose answers all differ. */
export const GENERATIONS = await makeGenerations();
export const EXPECTED = expectedOf(GENERATIONS);

/**
 * Replaces one generation by another again and again, under a constant load.
 *
 * @param warnings the warnings that the server may log
 */
export async function swapUnderLoad(
  trial: Trial,
  server: ServerProcess,
  swap: (next: Generation) => Promise<unknown>,
  warnings: readonly string[],
): Promise<void> {
  await using load = new ConstantLoad(server.url, CLIENTS, TARGETS, EXPECTED);
  while (trial.tried < trial.times) {
    trial.tried++;
    const next = GENERATIONS[trial.tried % GENERATIONS.length]!;
    await swap(next);
    await until(() => load.isOn(next.tag) || !load.isGood);
  }
  await concludeLoad(trial, load);
  const others = server.warnings().filter((event) => !warnings.includes(event));
  trial.compare("warnings", others, []);
}

/** Ends a load and checks its outcome. @param severed number of connections that the fault itself has broken */
export async function concludeLoad(trial: Trial, load: ConstantLoad, severed = 0): Promise<void> {
  await load.stop();
  trial.sent += load.answered + load.failed.length;
  for (const failure of load.failed.slice(severed)) trial.fail(failure);
  for (const mixed of load.mixed) trial.mistake(mixed);
}

/** Serves a file that is replaced by other generations. */
export async function swapping(
  trial: Trial,
  swap: (followed: FollowedFile, file: Uint8Array, dir: TempDir) => Promise<unknown>,
  options: Partial<ServeOptions> = {},
): Promise<void> {
  await using dir = await tempDir();
  const followed = await FollowedFile.make(dir, GENERATIONS[0]!.file);
  await using server = await serveIndex(dir, { index: followed.path, ...options });
  const swapAndTell = async ({ file }: Generation) => {
    await swap(followed, file, dir);
    server.hangUp();
  };
  await swapUnderLoad(trial, server, swapAndTell, ["index refused"]);
}
