import { dirname, join } from "node:path";
import { ASSEMBL } from "../../test/support/processes/program.ts";
import type { Corpus } from "./corpora.ts";
import { run } from "./processes.ts";

/** Rows that the second generation lacks. */
const FEWER_ROWS = 10;

/** An index of nearly the same rows, kept beside the first. */
export async function secondIndex({ genes, genesIndex }: Corpus): Promise<string> {
  const path = join(dirname(genesIndex), "scale-genes-fewer.msgpack");
  if (await Bun.file(path).exists()) return path;
  const lines = (await Bun.file(genes).text()).trimEnd().split("\n");
  const fewer = join(dirname(genesIndex), "scale-genes-fewer.tsv");
  await Bun.write(fewer, `${lines.slice(0, -FEWER_ROWS).join("\n")}\n`);
  await run([...ASSEMBL, "build", "--from", fewer, "--output", path]);
  await Bun.file(fewer).delete();
  return path;
}
