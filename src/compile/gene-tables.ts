import { encodeGenes, type GeneColumns, type Place } from "../columns/columns.ts";
import { compareTexts } from "../names/order.ts";
import { parseKind } from "../names/stable-id.ts";
import type { GeneOrder } from "./gene-order.ts";
import { ABSENT, type Rows, WRITTEN_LOCATION } from "./rows.ts";

/** The columns of one species' genes as bytes: its rows in their final order, and which end a label. */
export function geneTables(
  rows: Rows,
  order: GeneOrder,
  genes: Uint32Array,
  last: Uint8Array,
): Uint8Array {
  const kinds = new LocalTable(rows.idKinds.all, (a, b) =>
    compareTexts(rows.idKinds.all[a]!, rows.idKinds.all[b]!),
  );
  const places = new LocalTable(rows.places.all, (a, b) => order.placeRank(a) - order.placeRank(b));
  const dbs = new LocalTable(rows.dbs.all, (a, b) => order.dbRank(a) - order.dbRank(b));
  const size = genes.length;
  for (let i = 0; i < size; i++) {
    const row = genes[i]!;
    kinds.use(rows.idKind.at(row));
    places.use(rows.place.at(row));
    dbs.use(rows.db.at(row));
  }
  const columns: GeneColumns = {
    last,
    idKinds: kinds.texts().map((text) => parseKind(text)!),
    places: places.texts().map(toPlace),
    dbs: dbs.texts(),
    idKind: new Uint32Array(size),
    idNumber: new Float64Array(size),
    place: new Uint32Array(size),
    start: new Uint32Array(size),
    span: new Uint32Array(size),
    db: new Uint32Array(size),
  };
  for (let i = 0; i < size; i++) {
    const row = genes[i]!;
    columns.idKind[i] = kinds.column(rows.idKind.at(row));
    columns.idNumber[i] = rows.idNumber.at(row);
    columns.place[i] = places.column(rows.place.at(row));
    columns.start[i] = rows.start.at(row);
    columns.span[i] = rows.span.at(row);
    columns.db[i] = dbs.column(rows.db.at(row));
  }
  return encodeGenes(columns);
}

function toPlace(text: string): Place {
  const parsed = !text.startsWith(WRITTEN_LOCATION);
  return { text: parsed ? text : text.slice(WRITTEN_LOCATION.length), parsed };
}

/** Those texts of a build that one species uses, in an order that does not depend on the order of rows. */
class LocalTable {
  readonly #used = new Set<number>();
  /** The used ids in order, once all are known. */
  #sorted: number[] | undefined;
  #columns: Map<number, number> | undefined;

  constructor(
    private readonly all: readonly string[],
    private readonly compare: (a: number, b: number) => number,
  ) {}

  use(id: number): void {
    if (id !== ABSENT) this.#used.add(id);
  }

  texts(): string[] {
    return this.#inOrder().map((id) => this.all[id]!);
  }

  /** What the column of a gene holds: the text's place plus one, 0 for none. */
  column(id: number): number {
    this.#columns ??= new Map(this.#inOrder().map((used, place) => [used, place + 1]));
    return id === ABSENT ? 0 : this.#columns.get(id)!;
  }

  #inOrder(): number[] {
    this.#sorted ??= [...this.#used].sort(this.compare);
    return this.#sorted;
  }
}
