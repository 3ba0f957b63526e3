import { compareTexts } from "../labels/byte-order.ts";
import { fold } from "../labels/fold.ts";
import { formatStableId, parseKind } from "../labels/stable-id.ts";
import { ABSENT, type Rows } from "./rows.ts";

/** A number and a place below these fit together into one number that is exact. */
const PLACES = 2 ** 21;
const NUMBERS = 2 ** 32;

/** The places of genes with stable ids, in byte order of the folded ids, then in their own. */
export function idOrder(rows: Rows, genes: Uint32Array): Uint32Array {
  const places: number[] = [];
  for (let place = 0; place < genes.length; place++) {
    if (rows.idKind.at(genes[place]!) !== ABSENT) places.push(place);
  }
  return orderByNumber(rows, genes, places) ?? orderByText(rows, genes, places);
}

/** Ids of one kind stand in the order of their numbers; null where there are several, or the numbers are too large. */
function orderByNumber(rows: Rows, genes: Uint32Array, places: number[]): Uint32Array | null {
  if (genes.length > PLACES) return null;
  const kind = rows.idKind.at(genes[places[0] ?? 0]!);
  const keys = new Float64Array(places.length);
  for (const [i, place] of places.entries()) {
    const number = rows.idNumber.at(genes[place]!);
    if (rows.idKind.at(genes[place]!) !== kind || number >= NUMBERS) return null;
    keys[i] = number * PLACES + place;
  }
  return Uint32Array.from(keys.sort(), (key) => key % PLACES);
}

function orderByText(rows: Rows, genes: Uint32Array, places: number[]): Uint32Array {
  const kinds = new Map<number, ReturnType<typeof parseKind>>();
  const ids = places.map((place) => {
    const row = genes[place]!;
    const kind = rows.idKind.at(row);
    if (!kinds.has(kind)) kinds.set(kind, parseKind(rows.idKinds.all[kind]!));
    const id = fold(formatStableId({ ...kinds.get(kind)!, number: rows.idNumber.at(row) }));
    return { id, place };
  });
  ids.sort((a, b) => compareTexts(a.id, b.id) || a.place - b.place);
  return Uint32Array.from(ids, ({ place }) => place);
}
