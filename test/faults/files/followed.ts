/** The file that a server follows: how it is replaced, and what can happen to it. */

import { chmod, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { half } from "../../support/indexes/damage.ts";
import type { ServerProcess } from "../../support/processes/server-process.ts";
import { until } from "../../support/until.ts";

/** What happens to a file, and the reason that the server's refusal gives. */
interface Harm {
  name: string;
  /** @param index the contents of the file */
  harm(path: string, index: Uint8Array): Promise<unknown>;
  problem: RegExp;
}

/** To add one, add an entry. The server must run without the permission to read every file, which root has. */
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
    name: "becomes unreadable",
    harm: (path) => chmod(path, 0o000),
    problem: /^cannot read the index/,
  },
];

/** Replaces a file by renaming another one, as a build does. */
export async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.next`, bytes);
  await rename(`${path}.next`, path);
}

/** The reasons why a server has refused indexes so far. */
export function refusalsOf(server: ServerProcess): string[] {
  return server.events("index refused").map(({ reason }) => reason!);
}

/** Has a server look for an index, and resolves once it has found the one that it serves, which touches its copy. */
export async function lookAgain(server: ServerProcess): Promise<void> {
  const { copy } = server.events("serving generation").at(-1)!;
  const asked = Date.now();
  server.hangUp();
  await until(async () => Math.round((await stat(copy!)).mtimeMs) >= asked);
}
