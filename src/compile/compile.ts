import type { IndexData, SpeciesEntry } from "../index/document.ts";
import { compareTexts } from "../labels/byte-order.ts";
import { encodeGraph } from "../trie/encoder.ts";
import { TrieGraph } from "../trie/graph.ts";
import { GeneOrder } from "./gene-order.ts";
import { geneTables } from "./gene-tables.ts";
import type { Rows } from "./rows.ts";
import { sortLabels } from "./sorted-labels.ts";

/** What a build made, and how many rows it left out because the same gene was given before. */
export interface Compiled extends IndexData {
  repeated: number;
}

/** Compiles rows into the data of an index: the same rows in any order give the same bytes. */
export function compile(rows: Rows): Compiled {
  const labels = sortLabels(rows.labels);
  collectGarbage(rows);
  const order = new GeneOrder(rows);
  const graph = new TrieGraph();
  const genes: Uint8Array[] = [];
  const species: SpeciesEntry[] = [];
  let columns = 0;
  let repeated = 0;
  for (const { name, members } of rowsBySpecies(rows, labels.placeOf)) {
    const grouped = groupGenes(rows, order, labels.placeOf, members);
    const table = geneTables(rows, order, grouped.genes, grouped.last);
    species.push({
      name,
      labels: grouped.labels.length,
      genes: grouped.genes.length,
      root: graph.add(labels.keys, grouped.labels),
      columns,
    });
    genes.push(table);
    columns += table.length;
    repeated += members.length - grouped.genes.length;
  }
  collectGarbage(rows);
  const { sections, addresses } = encodeGraph(graph);
  for (const entry of species) entry.root = addresses[entry.root]!;
  return { species, sections: { ...sections, genes: Buffer.concat(genes) }, repeated };
}

/** From here on a build's garbage is worth the time that collecting it takes. */
const MANY_ROWS = 200_000;

/** Arrays outside the heap hardly press the collector to work, so that a build's peak would be a third higher. */
function collectGarbage(rows: Rows): void {
  if (rows.seen >= MANY_ROWS) Bun.gc(true);
}

/** Each species by byte order of its name, with its rows by order of their labels. */
function* rowsBySpecies(
  rows: Rows,
  placeOf: Uint32Array,
): Generator<{ name: string; members: Uint32Array }> {
  const count = rows.species.length;
  const names = rows.speciesNames.all;
  const all = new Uint32Array(count);
  for (let row = 0; row < count; row++) all[row] = row;
  const byLabel = countingSort(all, placeOf.length, (row) => placeOf[rows.label.at(row)!]!);
  const sorted = countingSort(byLabel, names.length, (row) => rows.species.at(row));
  const spans = new Map<number, { from: number; to: number }>();
  for (let from = 0; from < count; ) {
    const id = rows.species.at(sorted[from]!);
    let to = from + 1;
    while (to < count && rows.species.at(sorted[to]!) === id) to++;
    spans.set(id, { from, to });
    from = to;
  }
  for (const id of [...spans.keys()].sort((a, b) => compareTexts(names[a]!, names[b]!))) {
    const { from, to } = spans.get(id)!;
    yield { name: names[id]!, members: sorted.subarray(from, to) };
  }
}

/** Sorts stably by a key of 0 to `keys` - 1. Counted loops: iterators take three times as long for millions. */
function countingSort(
  items: Uint32Array,
  keys: number,
  keyOf: (item: number) => number,
): Uint32Array {
  const next = new Uint32Array(keys + 1);
  for (let i = 0; i < items.length; i++) next[keyOf(items[i]!) + 1]!++;
  for (let key = 0; key < keys; key++) next[key + 1]! += next[key]!;
  const sorted = new Uint32Array(items.length);
  for (let i = 0; i < items.length; i++) sorted[next[keyOf(items[i]!)]!++] = items[i]!;
  return sorted;
}

interface GroupedGenes {
  /** Places of the different labels, ascending. */
  labels: Uint32Array;
  /** Rows, the genes of a label together and in their order. */
  genes: Uint32Array;
  /** 1 for the last gene of a label. */
  last: Uint8Array;
}

function groupGenes(
  rows: Rows,
  order: GeneOrder,
  placeOf: Uint32Array,
  members: Uint32Array,
): GroupedGenes {
  const labels = new Uint32Array(members.length);
  const genes = new Uint32Array(members.length);
  const last = new Uint8Array(members.length);
  let labelCount = 0;
  let geneCount = 0;
  for (let from = 0; from < members.length; ) {
    const place = placeOf[rows.label.at(members[from]!)!]!;
    let to = from + 1;
    while (to < members.length && placeOf[rows.label.at(members[to]!)!] === place) to++;
    if (to - from > 1) members.subarray(from, to).sort((a, b) => order.compareRows(a, b));
    for (let i = from; i < to; i++) {
      if (i > from && order.isRepeated(members[i - 1]!, members[i]!)) continue;
      genes[geneCount++] = members[i]!;
    }
    last[geneCount - 1] = 1;
    labels[labelCount++] = place;
    from = to;
  }
  return {
    labels: labels.slice(0, labelCount),
    genes: genes.slice(0, geneCount),
    last: last.slice(0, geneCount),
  };
}
