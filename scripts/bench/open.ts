/** Opening and verifying an index, compared with the SHA-256 of its bytes. */

import { OpenIndex } from "../../src/lookup/open-index.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { verifyBytes, verifyIndex } from "../../src/store/verify.ts";
import type { Bench } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";

const ROUNDS = 10;
const SMALL_ROUNDS = 2;

export async function open({ corpora, small }: Bench): Promise<Table[]> {
  const bytes = mapIndex(corpora.scale.genesIndex);
  const withAliases = mapIndex(corpora.scale.wholeIndex);
  const tasks: Record<string, () => unknown> = {
    sha256: () => new Bun.CryptoHasher("sha256").update(bytes).digest(),
    "open, ready to answer": () => new OpenIndex(mapIndex(corpora.scale.genesIndex)),
    "verify the bytes, as a server does at start": () => verifyBytes(bytes),
    "verify everything, as `assembl verify` does": () => verifyIndex(bytes),
    "the same, with the aliases of these genes": () => verifyIndex(withAliases),
  };
  const rounds = Object.values(tasks).map((): number[] => []);
  for (let round = 0; round < (small ? SMALL_ROUNDS : ROUNDS); round++) {
    for (const [i, task] of Object.values(tasks).entries()) rounds[i]!.push(milliseconds(task));
  }
  const [hashed, ...others] = rounds.map(summary);
  const [, ...names] = Object.keys(tasks);
  const figures = others.map(
    (ours, i): Figure => ({
      name: names[i]!,
      unit: "ms",
      ours,
      baseline: { name: "sha256", ...hashed! },
    }),
  );
  return [{ title: `open and verify, index of ${describe(bytes)} with its genes`, figures }];
}

function milliseconds(task: () => unknown): number {
  const start = performance.now();
  task();
  return performance.now() - start;
}

function describe(bytes: Uint8Array): string {
  return `${(bytes.length / 1e6).toFixed(1)} MB`;
}
