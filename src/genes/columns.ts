/**
 * The genes of one species, by columns, in the order of their labels' numbers. `docs/FORMAT.md` draws it.
 */

import { formatKind, formatStableId, parseKind, type StableIdKind } from "../labels/stable-id.ts";
import { damagedGenes } from "./damage.ts";
import type { Gene } from "./gene.ts";
import {
  BLOCK,
  ColumnReader,
  ColumnWriter,
  type PackedNumbers,
  type PackedTexts,
} from "./packed.ts";

/** The place of every so-maniest label's first gene is noted, so that others are found by a short count. */
const LABELS_PER_MARK = 256;
/** In a column that points into a table of texts, no text; others are their place plus one. */
const NONE = 0;
/** What the text of a place begins with: a chromosome's name, or a location that does not parse. */
const CHROMOSOME = "=";
const WRITTEN_LOCATION = "?";

/** What `encodeGenes` needs: one entry a gene in each column, genes of a label together, labels ascending. */
export interface GeneColumns {
  /** 1 for the last gene of a label, else 0. */
  last: Uint8Array;
  /** Places in `idKinds` plus one, NONE for no stable id; and the ids' numbers. */
  idKind: Uint32Array;
  idNumber: Float64Array;
  idKinds: readonly StableIdKind[];
  /** Places in `places` plus one, NONE for no location. */
  place: Uint32Array;
  places: readonly Place[];
  start: Uint32Array;
  /** end - start. */
  span: Uint32Array;
  /** Places in `dbs` plus one, NONE for no db. */
  db: Uint32Array;
  dbs: readonly string[];
}

/** A chromosome's name, or a location that does not parse. */
export interface Place {
  text: string;
  parsed: boolean;
}

export function encodeGenes(columns: GeneColumns): Uint8Array {
  const out = new ColumnWriter();
  const several = columns.last.includes(0);
  out.numbers(several ? columns.last : []);
  out.numbers(several ? marks(columns.last) : []);
  out.texts(columns.idKinds.map(formatKind));
  out.numbers(columns.idKind);
  out.numbers(columns.idNumber);
  out.texts(
    columns.places.map(({ text, parsed }) => (parsed ? CHROMOSOME : WRITTEN_LOCATION) + text),
  );
  out.numbers(columns.place);
  out.numbers(columns.start);
  out.numbers(columns.span);
  out.texts(columns.dbs);
  out.numbers(columns.db);
  return out.finish();
}

/** The place of the first gene of label 0, LABELS_PER_MARK, 2 * LABELS_PER_MARK, … */
function marks(last: Uint8Array): number[] {
  const places = [0];
  let labels = 0;
  for (let gene = 0; gene < last.length; gene++) {
    if (last[gene] === 0) continue;
    labels++;
    if (labels % LABELS_PER_MARK === 0) places.push(gene + 1);
  }
  return places;
}

/** Reads the genes of one species in place. */
export class SpeciesGenes {
  readonly #several: boolean;
  readonly #last: PackedNumbers;
  readonly #marks: PackedNumbers;
  readonly #idKinds: PackedTexts;
  readonly #idKind: PackedNumbers;
  readonly #idNumber: PackedNumbers;
  readonly #places: PackedTexts;
  readonly #place: PackedNumbers;
  readonly #start: PackedNumbers;
  readonly #span: PackedNumbers;
  readonly #dbs: PackedTexts;
  readonly #db: PackedNumbers;
  /** Where in the section the columns end. */
  readonly end: number;

  /** @throws IndexError where the columns do not fit the section or each other */
  constructor(
    section: Uint8Array,
    offset: number,
    readonly labels: number,
    readonly genes: number,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#several = genes !== labels;
    this.#last = reader.numbers(this.#several ? genes : 0);
    this.#marks = reader.numbers(this.#several ? Math.floor(labels / LABELS_PER_MARK) + 1 : 0);
    this.#idKinds = reader.texts();
    this.#idKind = reader.numbers(genes);
    this.#idNumber = reader.numbers(genes);
    this.#places = reader.texts();
    this.#place = reader.numbers(genes);
    this.#start = reader.numbers(genes);
    this.#span = reader.numbers(genes);
    this.#dbs = reader.texts();
    this.#db = reader.numbers(genes);
    this.end = reader.end;
  }

  /** The places of a label's genes: from the first to before `end`. */
  ofLabel(label: number): { first: number; end: number } {
    if (!(label >= 0 && label < this.labels)) throw damagedGenes("lack a label's genes");
    if (!this.#several) return { first: label, end: label + 1 };
    let first = this.#marks.at(Math.floor(label / LABELS_PER_MARK));
    for (let skip = label % LABELS_PER_MARK; skip > 0; skip--) first = this.#afterLabel(first);
    return { first, end: this.#afterLabel(first) };
  }

  /** The gene at a place. */
  at(place: number): Gene {
    if (!(place >= 0 && place < this.genes)) throw damagedGenes("lack a label's genes");
    const gene: Gene = {};
    const idKind = this.#idKind.at(place);
    if (idKind !== NONE) gene.stable_id = this.#stableId(idKind, this.#idNumber.at(place));
    const where = this.#place.at(place);
    if (where !== NONE) {
      const text = this.#places.at(where - 1);
      if (text.startsWith(CHROMOSOME)) {
        gene.chromosome = text.slice(CHROMOSOME.length);
        gene.start = this.#start.at(place);
        gene.end = gene.start + this.#span.at(place);
      } else {
        gene.location = text.slice(WRITTEN_LOCATION.length);
      }
    }
    const db = this.#db.at(place);
    if (db !== NONE) gene.db = this.#dbs.at(db - 1);
    return gene;
  }

  /** Looks through every column. @throws IndexError where one contradicts another */
  check(): void {
    for (let kind = 0; kind < this.#idKinds.size; kind++) this.#stableId(kind + 1, 0);
    for (let place = 0; place < this.#places.size; place++) this.#places.at(place);
    for (let db = 0; db < this.#dbs.size; db++) this.#dbs.at(db);
    const known =
      this.#idKind.areAtMost(this.#idKinds.size, this.genes) &&
      this.#place.areAtMost(this.#places.size, this.genes) &&
      this.#db.areAtMost(this.#dbs.size, this.genes);
    if (!known) throw damagedGenes("name a text that is not there");
    if (this.#several) this.#checkLabels();
  }

  #checkLabels(): void {
    let label = 0;
    let isFirst = true;
    for (let first = 0; first < this.genes; first += BLOCK) {
      const last = this.#last.block(first, this.genes);
      for (let i = 0; i < last.length; i++) {
        if (isFirst && label % LABELS_PER_MARK === 0) {
          this.#checkMark(label / LABELS_PER_MARK, first + i);
        }
        isFirst = last[i] !== 0;
        if (isFirst) label++;
      }
    }
    if (!isFirst || label !== this.labels) throw damagedGenes("are not those of the labels");
  }

  #checkMark(mark: number, gene: number): void {
    if (mark < Math.ceil(this.labels / LABELS_PER_MARK) && this.#marks.at(mark) === gene) return;
    throw damagedGenes("are marked at a wrong place");
  }

  #afterLabel(first: number): number {
    let gene = first;
    while (gene < this.genes && this.#last.at(gene) === 0) gene++;
    if (gene >= this.genes) throw damagedGenes("lack a label's genes");
    return gene + 1;
  }

  #stableId(kind: number, number: number): string {
    const parts = parseKind(this.#idKinds.at(kind - 1));
    if (parts === null) throw damagedGenes("have a stable id of no kind");
    return formatStableId({ ...parts, number });
  }
}
