/** Indexes of the large corpus, whole or scaled down, made once and kept until what makes them changes. */

import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { IDEOGRAM_VERSION } from "../data/ideogram.ts";
import {
  LARGE_ROWS,
  LARGE_SPECIES,
  type LargeCorpusOptions,
  largeCorpus,
} from "../data/large-corpus.ts";
import { ASSEMBL } from "../processes/program.ts";

const REPOSITORY = join(import.meta.dir, "../../..");
const KEPT = join(REPOSITORY, "data/large");
/** The code that the rows come from, and that of the checkout's own builds. */
const CORPUS = ["test/support/data/{ideogram,corpus,large-corpus}.ts"];
const BUILD = [
  "src/{columns,compile,format,names,store,trie}/**/*.ts",
  "src/sources/files/*.ts",
  "src/commands/build.ts",
];
const HEADER = "species\tdisplay_label\tstable_id\tlocation\tdb\n";

/** How large it is, and which program builds it. */
export interface LargeIndexOptions extends Pick<LargeCorpusOptions, "species" | "rows"> {
  program?: readonly string[];
}

/**
 * The path of an index of the large corpus. Building the whole one takes two minutes and 8 GB of memory.
 *
 * @throws Error where it cannot be built
 */
export async function largeIndex({
  species = LARGE_SPECIES,
  rows = LARGE_ROWS,
  program = ASSEMBL,
}: LargeIndexOptions = {}): Promise<string> {
  const folder = join(KEPT, Bun.hash(program.join("\0")).toString(16));
  const maker = await fingerprint(program);
  const path = join(folder, `${maker}-${species}-${rows}.msgpack`);
  if (await Bun.file(path).exists()) return path;

  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.startsWith(maker)) await rm(join(folder, name), { recursive: true });
  }
  const draft = `${path}.${process.pid}`;
  await buildIndex(program, draft, { species, rows });
  await rename(draft, path);
  return path;
}

async function buildIndex(
  program: readonly string[],
  output: string,
  size: LargeCorpusOptions,
): Promise<void> {
  const build = Bun.spawn([...program, "build", "--from", "-", "--output", output], {
    env: {},
    stdin: "pipe",
    stdout: "ignore",
    stderr: "pipe",
  });
  const said = new Response(build.stderr).text();
  build.stdin.write(HEADER);
  for (const [species, genes] of largeCorpus(size)) {
    const lines = genes.map(({ label, stableId, location, db }) =>
      [species, label, stableId, location, db].join("\t"),
    );
    build.stdin.write(`${lines.join("\n")}\n`);
    await build.stdin.flush();
  }
  await build.stdin.end();
  if ((await build.exited) !== 0) throw new Error(`the large index was not built: ${await said}`);
}

/** Names what an index is made by; an executable may be of any checkout. */
async function fingerprint(program: readonly string[]): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256").update(IDEOGRAM_VERSION);
  const isCheckout = program === ASSEMBL;
  for (const pattern of isCheckout ? [...CORPUS, ...BUILD] : CORPUS) {
    const paths = [...new Bun.Glob(pattern).scanSync(REPOSITORY)].sort();
    for (const path of paths) {
      hash.update(path).update(await Bun.file(join(REPOSITORY, path)).bytes());
    }
  }
  if (!isCheckout) for (const part of program) hash.update(await Bun.file(part).bytes());
  return hash.digest("hex").slice(0, 16);
}
