/** The data that attacked servers answer from, and what honest clients ask of them. */

import { readdir, stat } from "node:fs/promises";
import type { GeneRow } from "../../support/data/ideogram.ts";
import {
  LARGE_SPECIES,
  type LargeCorpusOptions,
  largeCorpus,
} from "../../support/data/large-corpus.ts";
import { type LargeIndexOptions, largeIndex } from "../../support/indexes/large-index.ts";
import { run } from "../../support/processes/program.ts";
import type { TempDir } from "../../support/temp.ts";
import { ROWS } from "../target.ts";
import type { Form, Trial } from "../trial.ts";
import type { HonestRequest } from "./witness.ts";

/** What honest clients ask, and what the probe does. */
export interface Honest {
  /** As they are sent; each is answered in some ten microseconds. */
  probes: string[];
  requests: HonestRequest[];
}

type Size = Pick<LargeIndexOptions, "species" | "rows">;

/** In the short form an index has either all the species or as many genes a species, and never both. */
export const WIDE: Record<Form, Size> = {
  short: { species: LARGE_SPECIES, rows: 40_000 },
  long: {},
};
export const TALL: Record<Form, Size> = { short: { species: 42, rows: 200_000 }, long: {} };

/** Species of the corpus, the real ones, that honest clients ask. */
const HONEST_SPECIES = ["homo_sapiens", "mus_musculus", "danio_rerio"];
const HONEST_LABELS = 150;
/** Others have thousands of genes. */
const PLAIN_LABEL = /^[a-z][a-z]{2}[a-z\d]*$/i;
const PREFIX_LENGTH = 4;
const NAMES_A_REQUEST = 5;

export const get = (target: string, headers = "") =>
  `GET ${target} HTTP/1.1\r\nHost: h\r\n${headers}\r\n`;

export function post(json: unknown): string {
  const body = JSON.stringify(json);
  const length = Buffer.byteLength(body);
  const type = "Content-Type: application/json";
  return `POST /v1/resolve HTTP/1.1\r\nHost: h\r\n${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

/** What is asked of some species by their labels. */
export function honestOf(labels: Iterable<readonly [string, readonly string[]]>): Honest {
  const honest: Honest = { probes: [], requests: [] };
  for (const [species, all] of labels) {
    const step = Math.max(1, Math.floor(all.length / HONEST_LABELS));
    const some = all.filter((_, i) => i % step === 0).slice(0, HONEST_LABELS);
    for (const [i, label] of some.entries()) {
      const prefix = encodeURIComponent(label.slice(0, PREFIX_LENGTH));
      const whole = encodeURIComponent(label);
      const probe = get(`/gene_suggest/?species=${species}&query=${prefix}`);
      honest.probes.push(probe);
      const suggestions = [
        probe,
        get(`/v1/suggest?species=${species}&query=${prefix}`),
        get(`/v1/genes?species=${species}&label=${whole}`),
        get(`/v1/locate?species=${species}&name=${whole}`),
      ];
      honest.requests.push({ kind: "suggestions", request: suggestions[i % suggestions.length]! });
      const names = Array.from({ length: NAMES_A_REQUEST }, (_, j) => some[(i + j) % some.length]!);
      honest.requests.push({ kind: "names", request: post({ species, names }) });
    }
  }
  return honest;
}

/** What is asked of an index of the large corpus. */
export function honestOfLarge(size: LargeCorpusOptions): Honest {
  const labels = new Map<string, string[]>();
  for (const [species, genes] of largeCorpus(size)) {
    if (HONEST_SPECIES.includes(species)) labels.set(species, plainLabels(genes));
    if (labels.size === HONEST_SPECIES.length) break;
  }
  return honestOf(labels);
}

function plainLabels(genes: readonly GeneRow[]): string[] {
  return [...new Set(genes.map(({ label }) => label))].filter((label) => PLAIN_LABEL.test(label));
}

/** What is asked of ROWS. */
export const HONEST_OF_ROWS: Honest = honestOf([
  ["homo_sapiens", ["BRCA1", "BRCA2", "BRCC3", "TP53", "NKX2-5", "PCNP"]],
  ["mus_musculus", ["Brca2", "Trp53"]],
]);

/** An index of the large corpus in the size of a form. */
export async function largeAttacked({ program, form }: Trial, sizes: Record<Form, Size>) {
  const size = sizes[form];
  return { index: await largeIndex({ ...size, program }), honest: honestOfLarge(size) };
}

/** Builds an index of rows and aliases as anybody does; its path. @throws Error where it cannot be built */
export async function builtIndex(
  program: readonly string[],
  dir: TempDir,
  name: string,
  rows: Iterable<readonly (string | number | null | undefined)[]>,
  aliases: Iterable<readonly string[]> = [],
): Promise<string> {
  const path = dir.join(name);
  await writeLines(`${path}.tsv`, COLUMNS, rows);
  await writeLines(`${path}.aliases.tsv`, "species\talias\tdisplay_label", aliases);
  const files = ["--from", `${path}.tsv`, "--aliases", `${path}.aliases.tsv`];
  const command = [...program, "build", ...files, "--output", path];
  const { code, stderr } = await run(command, { cwd: dir.path });
  if (code !== 0) throw new Error(`no index was built: ${stderr}`);
  return path;
}

const COLUMNS = "species\tdisplay_label\tstable_id\tlocation\tdb\tweight\taliases";
const FLUSHED_BYTES = 1 << 20;

async function writeLines(
  path: string,
  header: string,
  rows: Iterable<readonly (string | number | null | undefined)[]>,
): Promise<void> {
  const columns = header.split("\t").length;
  const writer = Bun.file(path).writer();
  let lines = `${header}\n`;
  for (const row of rows) {
    lines += `${Array.from({ length: columns }, (_, i) => row[i] ?? "").join("\t")}\n`;
    if (lines.length < FLUSHED_BYTES) continue;
    writer.write(lines);
    await writer.flush();
    lines = "";
  }
  writer.write(lines);
  await writer.end();
}

/** The rows of the large corpus as they are built from. */
export function* largeRows(size: LargeCorpusOptions): Generator<string[]> {
  for (const [species, genes] of largeCorpus(size)) {
    for (const { label, stableId, location, db } of genes) {
      yield [species, label, stableId, location, db];
    }
  }
}

/** An index of ROWS. */
export function indexOfRows(program: readonly string[], dir: TempDir, name = "index") {
  return builtIndex(program, dir, name, ROWS);
}

const BYTES_A_BLOCK = 512;

/** Bytes that the files of a folder take on the disk. */
export async function bytesOnDisk(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    const found = await stat(`${folder}/${name}`).catch(() => null);
    bytes += (found?.blocks ?? 0) * BYTES_A_BLOCK;
  }
  return bytes;
}

/** What is asked of an index of ROWS beside an attack on another. */
export const BYSTANDER_PROBES = [get("/gene_suggest/?species=homo_sapiens&query=brc")];
