/**
 * The genes of one species, by columns, in the order of their labels' numbers. `docs/FORMAT.md` draws it.
 */

import { formatKind, formatStableId, parseKind, type StableIdKind } from "../names/stable-id.ts";
import { damagedGenes } from "./damage.ts";
import type { Gene } from "./gene.ts";
import { Groups, type Places, writeGroups } from "./groups.ts";
import { ColumnReader, ColumnWriter, type PackedNumbers, type PackedTexts } from "./packed.ts";

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
  writeGroups(out, columns.last);
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

/** Reads the genes of one species in place. */
export class SpeciesGenes {
  readonly #labels: Groups;
  readonly #idKinds: PackedTexts;
  #parsedKinds: StableIdKind[] | undefined;
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
    this.#labels = new Groups(reader, labels, genes);
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

  /** The places of a label's genes. */
  ofLabel(label: number): Places {
    return this.#labels.placesOf(label);
  }

  /** The number of the label whose gene stands at a place. */
  labelAt(place: number): number {
    return this.#labels.groupAt(place);
  }

  /** How many genes have a stable id. */
  get withIds(): number {
    return this.genes - this.#idKind.countOf(NONE, this.genes);
  }

  /** Which of `idKinds` each gene's stable id is of, counted from 1; 0 where it has none. */
  get idKindOfEach(): Float64Array {
    return this.#idKind.all(this.genes);
  }

  /** The number in the stable id of each gene. */
  get idNumberOfEach(): Float64Array {
    return this.#idNumber.all(this.genes);
  }

  /** The stable id of the gene at a place; null where it has none. */
  stableIdAt(place: number): string | null {
    const kind = this.#idKind.at(place);
    return kind === NONE ? null : this.#stableId(kind, this.#idNumber.at(place));
  }

  /** What the species' stable ids have in common, kind by kind. */
  get idKinds(): readonly StableIdKind[] {
    this.#parsedKinds ??= Array.from({ length: this.#idKinds.size }, (_, i) => this.#parseKind(i));
    return this.#parsedKinds;
  }

  /** The gene at a place. */
  at(place: number): Gene {
    if (!(place >= 0 && place < this.genes)) throw damagedGenes("lack a label's genes");
    const gene: Gene = {};
    const stableId = this.stableIdAt(place);
    if (stableId !== null) gene.stable_id = stableId;
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
    for (let kind = 0; kind < this.#idKinds.size; kind++) this.#parseKind(kind);
    for (let place = 0; place < this.#places.size; place++) this.#places.at(place);
    for (let db = 0; db < this.#dbs.size; db++) this.#dbs.at(db);
    const known =
      this.#idKind.areAtMost(this.#idKinds.size, this.genes) &&
      this.#place.areAtMost(this.#places.size, this.genes) &&
      this.#db.areAtMost(this.#dbs.size, this.genes);
    if (!known) throw damagedGenes("name a text that is not there");
    this.#labels.check();
  }

  #stableId(kind: number, number: number): string {
    const parts = this.idKinds[kind - 1];
    if (parts === undefined) throw damagedGenes("name a text that is not there");
    return formatStableId({ ...parts, number });
  }

  #parseKind(kind: number): StableIdKind {
    const parts = parseKind(this.#idKinds.at(kind));
    if (parts === null) throw damagedGenes("have a stable id of no kind");
    return parts;
  }
}
