import { encodeIdColumns, idColumns } from "../columns/id-order.ts";
import { countingSort } from "../columns/number-list.ts";
import { encodeGenes } from "../columns/species-genes.ts";
import type { IndexData, SpeciesEntry } from "../format/document.ts";
import { standingOf } from "../names/key.ts";
import { compareTexts } from "../names/order.ts";
import { encodeGraph } from "../trie/encoder.ts";
import { TrieGraph } from "../trie/graph.ts";
import { aliasTables, type PairedAliases, pairAliases } from "./aliases.ts";
import { LabelFinder } from "./label-finder.ts";
import { type Kept, type LabelWeights, weighLabels } from "./label-weights.ts";
import type { Rows } from "./rows.ts";
import { type SortedLabels, type StandingName, sortLabels } from "./sorted-labels.ts";

/** The data of an index, and what a build left out of it. */
export interface Compiled extends IndexData {
  /** The number of rows that gave the same gene as another row. */
  repeated: number;
  aliases: Kept & { refused: number; tooMany: number };
  weights: Kept;
  ids: Kept & { refused: number };
}

/** Compiles rows into the data of an index. The same rows give the same bytes, whatever their order. */
export function compile(rows: Rows): Compiled {
  const finder = new LabelFinder(rows);
  const weights = weighLabels(rows, finder);
  const labels = sortLabels(rows.labels, weighedLabels(weights));
  const aliases = pairAliases(rows, finder, weights);
  const aliasKeys = sortLabels(rows.annotations.aliases, namedAliases(aliases));
  const otherIds = addOtherIds(rows, finder);
  collectGarbage(rows);
  const graph = new TrieGraph();
  const genes = new Tables();
  const ids = new Tables();
  const aliasColumns = new Tables();
  const species: SpeciesEntry[] = [];
  let repeated = 0;
  const { stableId, otherIds: otherIdValues } = rows.genes.values;
  const keys = keysOfRows(rows, labels, weights);
  for (const { name, members } of rowsBySpecies(rows, keys, labels.keys.starts.length)) {
    const grouped = groupGenes(rows, keys, members);
    const classes = weights.classes.get(name);
    const aliased = aliasTables({
      pairs: aliases.pairs.get(name) ?? [],
      aliasKeys,
      labelKeys: labels.keys,
      keyOfLabel: (label) => labels.indexOf(label, standingOf(classes?.get(label) ?? 0)),
      labels: grouped.labels,
    });
    species.push({
      name,
      labels: grouped.labels.length,
      genes: grouped.genes.length,
      root: graph.add(labels.keys, grouped.labels),
      columns: genes.add(encodeGenes(rows.genes, grouped.genes, grouped.last)),
      ids: ids.add(encodeIdColumns(idColumns(stableId, otherIdValues, grouped.genes))),
      aliases: aliased.aliases.length,
      aliasRoot: aliased.aliases.length === 0 ? 0 : graph.add(aliasKeys.keys, aliased.aliases),
      aliasColumns: aliasColumns.add(aliased.columns),
    });
    repeated += members.length - grouped.genes.length;
  }
  collectGarbage(rows);
  const { sections, addresses } = encodeGraph(graph);
  for (const entry of species) {
    entry.root = addresses[entry.root]!;
    if (entry.aliases > 0) entry.aliasRoot = addresses[entry.aliasRoot]!;
  }
  return {
    species,
    sections: {
      ...sections,
      genes: genes.bytes(),
      ids: ids.bytes(),
      aliases: aliasColumns.bytes(),
    },
    repeated,
    aliases: {
      kept: aliases.kept,
      missing: aliases.missing,
      refused: rows.annotations.refusedAliases,
      tooMany: aliases.tooMany,
    },
    weights: { kept: weights.kept, missing: weights.missing },
    ids: otherIds,
  };
}

/** The columns of all species, concatenated. */
class Tables {
  readonly #tables: Uint8Array[] = [];
  #length = 0;

  /** Adds the columns of a species. @returns their start, in bytes */
  add(table: Uint8Array): number {
    const start = this.#length;
    this.#tables.push(table);
    this.#length += table.length;
    return start;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#tables);
  }
}

function* weighedLabels({ classes }: LabelWeights): Generator<StandingName> {
  for (const ofSpecies of classes.values()) {
    for (const [name, weightClass] of ofSpecies) yield { name, standing: standingOf(weightClass) };
  }
}

function* namedAliases({ pairs }: PairedAliases): Generator<StandingName> {
  for (const ofSpecies of pairs.values()) {
    for (const { alias, standing } of ofSpecies) yield { name: alias, standing };
  }
}

/** Adds the ids of files beside the rows to the genes that they are of. */
function addOtherIds(rows: Rows, finder: LabelFinder): Compiled["ids"] {
  const { annotations, genes } = rows;
  const ids = { kept: 0, missing: 0, refused: 0 };
  for (let i = 0; i < annotations.idOf.length; i++) {
    const found = finder.rowsOf(annotations.idOf.at(i));
    const id = annotations.idAt(i);
    const isRefused = found.some((row) => genes.values.otherIds.add(row, id) !== null);
    if (found.length === 0) ids.missing++;
    else if (isRefused) ids.refused++;
    else ids.kept++;
  }
  return ids;
}

/** The index of each row's key. */
function keysOfRows(rows: Rows, labels: SortedLabels, { classes }: LabelWeights): Uint32Array {
  const classesOf = rows.speciesNames.all.map((name) => classes.get(name));
  const keys = new Uint32Array(rows.species.length);
  for (let row = 0; row < keys.length; row++) {
    const label = rows.label.at(row);
    keys[row] = labels.indexOf(label, standingOf(classesOf[rows.species.at(row)]?.get(label) ?? 0));
  }
  return keys;
}

/** From this size on a build leaves enough garbage to be worth the time that collecting it takes. */
const MANY_ROWS = 200_000;

/** Typed arrays lie outside the heap and hardly cause collections; without this a build takes a third more memory. */
function collectGarbage(rows: Rows): void {
  if (rows.seen >= MANY_ROWS) Bun.gc(true);
}

/** The species in byte order of their names, each with its rows in the order of their keys. */
function* rowsBySpecies(
  rows: Rows,
  keys: Uint32Array,
  keyCount: number,
): Generator<{ name: string; members: Uint32Array }> {
  const count = rows.species.length;
  const names = rows.speciesNames.all;
  const all = new Uint32Array(count);
  for (let row = 0; row < count; row++) all[row] = row;
  const byKey = countingSort(all, keyCount, (row) => keys[row]!);
  const sorted = countingSort(byKey, names.length, (row) => rows.species.at(row));
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

interface GroupedGenes {
  /** The indexes of the different labels' keys, ascending. */
  labels: Uint32Array;
  /** The row of each gene: labels in the order of their keys, the genes of a label in their final order. */
  genes: Uint32Array;
  /** One per gene: 1 for the last gene of a label, else 0. */
  last: Uint8Array;
}

/** The different genes of a species, label by label. @param members its rows in the order of their keys */
function groupGenes(rows: Rows, keys: Uint32Array, members: Uint32Array): GroupedGenes {
  const labels = new Uint32Array(members.length);
  const genes = new Uint32Array(members.length);
  const last = new Uint8Array(members.length);
  let labelCount = 0;
  let geneCount = 0;
  for (let from = 0; from < members.length; ) {
    const key = keys[members[from]!]!;
    let to = from + 1;
    while (to < members.length && keys[members[to]!] === key) to++;
    if (to - from > 1) members.subarray(from, to).sort((a, b) => rows.genes.compare(a, b));
    for (let i = from; i < to; i++) {
      if (i > from && rows.genes.isRepeated(members[i - 1]!, members[i]!)) continue;
      genes[geneCount++] = members[i]!;
    }
    last[geneCount - 1] = 1;
    labels[labelCount++] = key;
    from = to;
  }
  return {
    labels: labels.slice(0, labelCount),
    genes: genes.slice(0, geneCount),
    last: last.slice(0, geneCount),
  };
}
