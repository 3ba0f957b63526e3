import { ConstantLoad } from "../../test/support/constant-load.ts";
import { expectedOf, makeGenerations, TARGETS } from "../../test/support/distinct-generations.ts";
import { until } from "../../test/support/feeds.ts";
import { IndexPlace } from "../../test/support/index-place.ts";
import { ServerProgram, type ServerProgramOptions } from "../../test/support/server-program.ts";
import { type TempDir, tempDir } from "../../test/support/temp.ts";
import type { Trial } from "./trial.ts";

const CLIENTS = 4;

/** A server whose index other generations take the place of, of which no two answer anything alike. */
export async function swapping(
  trial: Trial,
  swap: (place: IndexPlace, file: Uint8Array, dir: TempDir) => Promise<unknown>,
  options: Partial<ServerProgramOptions> = {},
): Promise<void> {
  const generations = await makeGenerations();
  await using dir = await tempDir();
  const place = await IndexPlace.make(dir, generations[0]!.file);
  await using server = await ServerProgram.start(dir, { index: place.path, ...options });
  await using load = new ConstantLoad(server.url, CLIENTS, TARGETS, expectedOf(generations));
  while (trial.tried < trial.times) {
    trial.tried++;
    const { file, tag } = generations[trial.tried % generations.length]!;
    await swap(place, file, dir);
    server.hangUp();
    await until(() => load.isOn(tag) || !load.isGood);
  }
  await load.stop();
  trial.sent += load.answered;
  for (const failure of load.failed) trial.fail(failure);
  for (const mixed of load.mixed) trial.mistake(mixed);
  trial.compare(
    "warnings",
    server.warnings().filter((event) => event !== "index refused"),
    [],
  );
}
