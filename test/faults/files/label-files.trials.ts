/** Label files with arbitrary contents: each can be built from, or is refused with line and reason. */

import { gzipSync, zstdCompressSync } from "node:zlib";
import { compile } from "../../../src/compile/compile.ts";
import { Rows } from "../../../src/compile/rows.ts";
import { SourceError } from "../../../src/errors.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { fold } from "../../../src/names/fold.ts";
import { decompressed } from "../../../src/sources/files/decompress.ts";
import { addTo, LABEL_ROWS } from "../../../src/sources/files/label-file.ts";
import { TsvParser } from "../../../src/sources/files/tsv.ts";
import { verifyIndex } from "../../../src/store/verify.ts";
import { type Row, RowList, sourceRow } from "../../support/data/rows.ts";
import { fileOf } from "../../support/indexes/compiled.ts";
import type { Random } from "../random.ts";
import { typed } from "../requests/grammar.ts";
import type { Fault, Trial } from "../trial.ts";

const COLUMNS = ["species", "display_label", "stable_id", "location", "db", "weight", "aliases"];
const LOCATIONS = ["1:2-3", "1:3-2", "a:b:1-2", "1:99999999999-1", ":", "-", "1:-1--2", "😀:1-2"];
const IDS = ["ENSG00000000001", "ENSG1.2.3", "9".repeat(40), "ENSG\\0", "é1", "1", "a.1"];
const WEIGHTS = ["1", "0", "-1", "1e309", "NaN", "1e-400", "x", " 1"];
const ENDS = ["\n", "\r\n"];
const ODD_ENDS = ["\r", "", "\n\n", "\0\n"];
const CONTROL_CHARACTER = /\p{Cc}/u;

function field(random: Random, column: string): string {
  if (random.oneIn(30))
    return random.choose(["\\N", "NULL", "", "\\t", "\\n", "\\", "\0", "\u0085"]);
  if (random.oneIn(200)) return typed(random).repeat(random.below(3000));
  switch (column) {
    case "species":
      return random.choose(["homo_sapiens", "homo_sapiens", "mus_musculus", "__proto__", "x"]);
    case "location":
      return random.choose(LOCATIONS);
    case "stable_id":
      return random.choose(IDS);
    case "weight":
      return random.oneIn(200) ? random.choose(WEIGHTS) : String(random.below(1000));
    case "aliases":
      return random.list(random.below(4), () => typed(random)).join("|");
    default:
      return typed(random);
  }
}

function labelFile(random: Random): Buffer {
  const columns = random.oneIn(3)
    ? random.shuffled(COLUMNS)
    : COLUMNS.slice(0, random.between(1, 7));
  const lines = random.list(random.below(40), () => {
    const fields = columns.map((column) => field(random, column).replace(/[\t\r\n]/g, " "));
    return (
      fields.join("\t") +
      (random.oneIn(100) ? "\tmore" : "") +
      random.choose(random.oneIn(60) ? ODD_ENDS : ENDS)
    );
  });
  const text = Buffer.from(`${columns.join("\t")}\n${lines.join("")}`);
  if (random.oneIn(10)) text.set(random.bytes(3), random.below(text.length - 3));
  return text;
}

/** Arbitrary bytes, compressed or not, and perhaps damaged or cut. */
function anyBytes(random: Random): Buffer {
  const content = random.oneIn(2) ? labelFile(random) : random.bytes(random.below(3000));
  const pack = random.choose([gzipSync, zstdCompressSync, (bytes: Buffer) => bytes]);
  const packed = Buffer.from(pack(content));
  if (random.oneIn(3) && packed.length > 0) packed[random.below(packed.length)]! ^= 255;
  return random.oneIn(4) ? packed.subarray(0, random.below(packed.length + 1)) : packed;
}

async function tryAll(trial: Trial, make: (random: Random) => Buffer): Promise<void> {
  let built = 0;
  while (trial.tried < trial.times) {
    trial.tried++;
    const bytes = make(trial.random);
    try {
      const list = new RowList();
      await read(trial.random.pieces(bytes, 5), list);
      if (list.rows.length > 0) built += build(trial, list.rows);
    } catch (error) {
      if (error instanceof SourceError && !CONTROL_CHARACTER.test(error.message)) continue;
      const text = bytes.toString("latin1").slice(0, 100);
      trial.mistake(`${error instanceof Error ? error.stack : error} of ${JSON.stringify(text)}`);
    }
  }
  if (built === 0) trial.mistake("no file could be built from");
}

/** Reads a file as a build does. */
async function read(pieces: readonly Uint8Array[], list: RowList): Promise<void> {
  async function* chunks() {
    for (const piece of pieces) yield Uint8Array.from(piece);
  }
  const parser = new TsvParser("genes.tsv", LABEL_ROWS, addTo(list, null));
  for await (const chunk of decompressed(chunks(), "genes.tsv")) parser.push(chunk);
  parser.end();
}

/** Builds an index, which must be valid and have every row that was not refused. @returns number of indexes built, 0 or 1 */
function build(trial: Trial, given: readonly Row[]): number {
  const rows = new Rows();
  for (const row of given) rows.add(sourceRow(row));
  if (rows.species.length === 0) return 0;
  const bytes = fileOf(compile(rows));
  verifyIndex(bytes);
  const index = new OpenIndex(bytes);
  const refused = [...rows.refused.values()].reduce((sum, count) => sum + count, 0);
  trial.compare("rows", rows.species.length + refused, given.length);
  for (const [species, label] of given) {
    const entry = index.species.find(({ name }) => name === species?.trim() || name === species);
    if (entry === undefined || label === null || CONTROL_CHARACTER.test(label)) continue;
    if (label.trim() === "" || [...label].length > 255) continue;
    trial.sent++;
    const found = index
      .of(entry)
      .named(fold(label), 1000)
      .map((hit) => hit.label);
    // The label may be missing if its row was refused for another field.
    if (!found.includes(label) && refused === 0) trial.mistake(`${label} is not found`);
  }
  return 1;
}

const files = (name: string, long: number, make: (random: Random) => Buffer): Fault => ({
  name,
  times: { short: Math.ceil(long / 100), long },
  run: (trial) => tryAll(trial, make),
});

export const SOURCES: readonly Fault[] = [
  files("label files with arbitrary lines", 40_000, labelFile),
  files("label files with arbitrary bytes", 40_000, anyBytes),
];
