import { fold } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { formatStableId, parseKind } from "../names/stable-id.ts";
import { countingSort } from "./counting-sort.ts";
import { ABSENT, type Rows } from "./rows.ts";

/** Numbers are sorted by their lower and then by their upper half. */
const HALF_BITS = 16;
const HALVES = 2 ** HALF_BITS;

/** The places of genes with stable ids, in byte order of the folded ids, then in their own. */
export function idOrder(rows: Rows, genes: Uint32Array): Uint32Array {
  const places = new Uint32Array(genes.length);
  let size = 0;
  for (let place = 0; place < genes.length; place++) {
    if (rows.idKind.at(genes[place]!) !== ABSENT) places[size++] = place;
  }
  const withIds = places.subarray(0, size);
  return areOfOneKind(rows, genes, withIds)
    ? orderByNumber(rows, genes, withIds)
    : orderByText(rows, genes, withIds);
}

/** Whether all ids are of one kind, and so in the order of their numbers; those must not be too large to be sorted. */
function areOfOneKind(rows: Rows, genes: Uint32Array, places: Uint32Array): boolean {
  const kind = places.length === 0 ? ABSENT : rows.idKind.at(genes[places[0]!]!);
  for (let i = 0; i < places.length; i++) {
    const row = genes[places[i]!]!;
    if (rows.idKind.at(row) !== kind || rows.idNumber.at(row) >= HALVES ** 2) return false;
  }
  return true;
}

function orderByNumber(rows: Rows, genes: Uint32Array, places: Uint32Array): Uint32Array {
  const numbers = Uint32Array.from(genes, (row) => rows.idNumber.at(row));
  const byLower = countingSort(places, HALVES, (place) => numbers[place]! & (HALVES - 1));
  return countingSort(byLower, HALVES, (place) => numbers[place]! >>> HALF_BITS);
}

function orderByText(rows: Rows, genes: Uint32Array, places: Uint32Array): Uint32Array {
  const kinds = new Map<number, ReturnType<typeof parseKind>>();
  const ids = Array.from(places, (place) => {
    const row = genes[place]!;
    const kind = rows.idKind.at(row);
    if (!kinds.has(kind)) kinds.set(kind, parseKind(rows.idKinds.all[kind]!));
    const id = fold(formatStableId({ ...kinds.get(kind)!, number: rows.idNumber.at(row) }));
    return { id, place };
  });
  ids.sort((a, b) => compareTexts(a.id, b.id) || a.place - b.place);
  return Uint32Array.from(ids, ({ place }) => place);
}
