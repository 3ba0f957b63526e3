/** The file that a server follows: how another takes its place, and what can become of it. */

import { chmod, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { half } from "../../support/indexes/damage.ts";
import type { ServerProcess } from "../../support/processes/server-process.ts";
import { until } from "../../support/until.ts";

/** What becomes of a file, and how the server says that it refuses it. Another one needs no more than an entry here. */
interface Harm {
  name: string;
  /** @param index what the file held */
  harm(path: string, index: Uint8Array): Promise<unknown>;
  problem: RegExp;
}

/** None of them is a harm to a server that may read every file, so it is to be one of a user without that right. */
export const HARMS: readonly Harm[] = [
  { name: "is deleted", harm: (path) => rm(path), problem: /^there is no index at/ },
  {
    name: "becomes a folder",
    harm: (path) => rm(path).then(() => mkdir(path)),
    problem: /^cannot read the index/,
  },
  { name: "becomes empty", harm: (path) => writeFile(path, ""), problem: /empty file/ },
  {
    name: "is torn",
    harm: (path, index) => writeFile(path, half(index)),
    problem: /it is not one whole msgpack document/,
  },
  {
    name: "becomes zeros",
    harm: (path) => writeFile(path, Buffer.alloc(1 << 20)),
    problem: /^the file is not an Assembl index/,
  },
  {
    name: "may not be read any more",
    harm: (path) => chmod(path, 0o000),
    problem: /^cannot read the index/,
  },
];

/** Puts another file under a name, as a build does. */
export async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.next`, bytes);
  await rename(`${path}.next`, path);
}

/** Why a server has refused indexes so far. */
export function refusalsOf(server: ServerProcess): string[] {
  return server.events("index refused").map(({ reason }) => reason!);
}

/** Resolves once a look has found what is served already, which dates its copy anew. */
export async function lookAgain(server: ServerProcess): Promise<void> {
  const { copy } = server.events("serving generation").at(-1)!;
  const asked = Date.now();
  server.hangUp();
  await until(async () => Math.round((await stat(copy!)).mtimeMs) >= asked);
}
