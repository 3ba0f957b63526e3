/** Finds the lines of features in the bytes of a GFF3 or GTF file, without looking at most of the others. */

import { isUtf8 } from "node:buffer";
import { SourceError } from "../../errors.ts";
import { MAX_LINE_BYTES } from "../files/lines.ts";

const LINE_FEED = 0x0a;
const TAB = 0x09;
const HASH = 0x23;

/** What the types of genes end with: gene, ncRNA_gene, pseudogene, transposable_element_gene. */
const GENE = Buffer.from("gene\t");
/** The type of whole sequences, whose lines tell what NCBI's accessions stand for. */
const REGION = Buffer.from("\tregion\t");
/** The comment in which NCBI names the species. */
const SPECIES = Buffer.from("##species");
/** After this line there are sequences. */
const FASTA = "##FASTA";

/** Takes features; a line comes without its end, split at its tabs. */
export interface FeatureHandler {
  gene(fields: string[]): void;
  region(fields: string[]): void;
  /** Takes the comment that names the species, which stands before all genes. */
  species(line: string): void;
  /** Takes any other line that is no comment, if there was no gene yet. */
  other(fields: string[]): void;
}

/** Calls a handler for the lines of features. It keeps one chunk and one line in memory at most. */
export class FeatureLines {
  /** The beginning of a line of which the rest is still to come. */
  #pending: Buffer = Buffer.alloc(0);
  #hasGenes = false;
  #isOver = false;

  /** @param file how errors refer to the file */
  constructor(
    private readonly file: string,
    private readonly handler: FeatureHandler,
  ) {}

  /** Takes the next bytes, which may end anywhere. @throws SourceError if a line of a feature is not UTF-8 */
  push(chunk: Uint8Array): void {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (this.#pending.length > 0) {
      const first = bytes.indexOf(LINE_FEED) + 1;
      this.#keep(Buffer.concat([this.#pending, bytes.subarray(0, first || bytes.length)]));
      if (first === 0) return;
      const line = this.#pending;
      this.#pending = Buffer.alloc(0);
      this.#take(line);
      this.#take(bytes.subarray(first, end));
    } else {
      this.#take(bytes.subarray(0, end));
    }
    bytes = bytes.subarray(end);
    // A copy, as the chunk may be used again.
    if (bytes.length > 0) this.#keep(Buffer.from(bytes));
  }

  /** Takes the last line if it has no end. */
  end(): void {
    this.#take(this.#pending);
  }

  /** Keeps the beginning of a line. Of one that is too long only the end is kept: it is a sequence. */
  #keep(line: Buffer): void {
    this.#pending = line.length > MAX_LINE_BYTES ? line.subarray(-1) : line;
  }

  /** Takes whole lines. */
  #take(lines: Buffer): void {
    if (this.#isOver || lines.length === 0) return;
    if (!this.#hasGenes) {
      for (const at of positionsOf(SPECIES, lines)) {
        this.handler.species(this.#textOf(lines.subarray(at, endOfLine(lines, at))));
      }
    }
    let region = lines.indexOf(REGION);
    const takeRegions = (end: number) => {
      for (; region !== -1 && region < end; region = lines.indexOf(REGION, region + 1)) {
        const fields = this.#fieldsAround(lines, region + 1);
        if (fields !== null) this.handler.region(fields);
      }
    };
    for (const at of positionsOf(GENE, lines)) {
      const fields = this.#fieldsAround(lines, at);
      if (fields === null) continue;
      takeRegions(at);
      this.#hasGenes = true;
      this.handler.gene(fields);
    }
    takeRegions(lines.length);
    if (!this.#hasGenes) this.#takeOthers(lines);
  }

  #takeOthers(lines: Buffer): void {
    for (let start = 0; start < lines.length && !this.#isOver; ) {
      const end = endOfLine(lines, start);
      const line = this.#textOf(lines.subarray(start, end));
      if (line.startsWith(FASTA)) this.#isOver = true;
      else if (line !== "" && !line.startsWith("#")) this.handler.other(line.split("\t"));
      start = end + 1;
    }
  }

  /** The fields of the line around a position; null unless that is in its third field, and the line no comment. */
  #fieldsAround(lines: Buffer, position: number): string[] | null {
    let tabs = 0;
    let start = position;
    for (; start > 0 && lines[start - 1] !== LINE_FEED; start--) {
      if (lines[start - 1] === TAB) tabs++;
    }
    if (tabs !== 2 || lines[start] === HASH) return null;
    return this.#textOf(lines.subarray(start, endOfLine(lines, position))).split("\t");
  }

  #textOf(line: Buffer): string {
    if (isUtf8(line)) return line.toString().trimEnd();
    throw new SourceError(
      `${this.file} has a line that is not UTF-8: ${line.toString().slice(0, 100)}`,
      "convert the file, for example with iconv -f latin1 -t utf-8",
    );
  }
}

function* positionsOf(text: Buffer, lines: Buffer): Generator<number> {
  for (let at = lines.indexOf(text); at !== -1; at = lines.indexOf(text, at + text.length))
    yield at;
}

function endOfLine(lines: Buffer, position: number): number {
  const end = lines.indexOf(LINE_FEED, position);
  return end === -1 ? lines.length : end;
}
