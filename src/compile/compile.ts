import { OPTIONAL_FIELDS } from "../columns/gene-fields.ts";
import { encodeIdColumns, idColumns } from "../columns/id-order.ts";
import { countingSort } from "../columns/number-list.ts";
import { encodeGenes } from "../columns/species-genes.ts";
import type { IndexData, SpeciesEntry } from "../format/document.ts";
import { standingOf } from "../names/key.ts";
import { compareNames, compareTexts, rankedName } from "../names/order.ts";
import { encodeGraph } from "../trie/encoder.ts";
import { TrieGraph } from "../trie/graph.ts";
import { aliasTables, pairAliases } from "./aliases.ts";
import { LabelFinder } from "./label-finder.ts";
import { type Kept, weighLabels } from "./label-weights.ts";
import { NameKeys } from "./name-keys.ts";
import type { Rows } from "./rows.ts";

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
  const labelKeys = new NameKeys(rows.labels.all);
  const aliases = pairAliases(rows, finder, weights);
  const aliasKeys = new NameKeys(rows.annotations.aliases.all);
  const otherIds = addOtherIds(rows, finder);
  collectGarbage(rows);
  const graph = new TrieGraph();
  const genes = new Tables();
  const ids = new Tables();
  const aliasColumns = new Tables();
  const optional = OPTIONAL_FIELDS.map((field) => ({ field, tables: new Tables() }));
  const species: SpeciesEntry[] = [];
  let repeated = 0;
  const { stableId, otherIds: otherIdValues } = rows.genes.values;
  /** The number of each label in the species at hand, by the label's id. */
  const numbers = new Uint32Array(rows.labels.all.length);
  for (const { name, members } of rowsBySpecies(rows)) {
    const classes = weights.classes.get(name);
    const labels = different(members, (row) => rows.label.at(row));
    const standings = labels.map((label) => standingOf(classes?.get(label) ?? 0));
    const named = addNames(graph, labelKeys, labels, standings);
    for (const [number, i] of named.order.entries()) numbers[labels[i]!] = number;
    const byNumber = countingSort(members, labels.length, (row) => numbers[rows.label.at(row)]!);
    const grouped = groupGenes(rows, byNumber);
    const rankOf = (label: number) =>
      rankedName(rows.labels.all[label]!, standingOf(classes?.get(label) ?? 0));
    const aliased = aliasTables({
      pairs: aliases.pairs.get(name) ?? [],
      compareLabels: (a, b) => compareNames(rankOf(a), rankOf(b)),
      numbers,
      addAliases: (ids, standings) => addNames(graph, aliasKeys, ids, standings),
    });
    const offsets = optional.flatMap(({ field, tables }) => {
      const columns = rows.genes.encodeOptional(field, grouped.genes);
      return columns === null ? [] : [[field, tables.add(columns)] as const];
    });
    species.push({
      name,
      labels: labels.length,
      genes: grouped.genes.length,
      root: named.root,
      casePattern: named.casePattern,
      columns: genes.add(encodeGenes(rows.genes, grouped.genes, grouped.last)),
      ids: ids.add(
        encodeIdColumns(
          idColumns({
            stableIds: stableId,
            otherIds: otherIdValues,
            rows: grouped.genes,
            labelOf: (gene) => rankOf(rows.label.at(grouped.genes[gene]!)),
          }),
        ),
      ),
      aliases: aliased.aliases,
      aliasRoot: aliased.root,
      aliasCasePattern: aliased.casePattern,
      aliasColumns: aliasColumns.add(aliased.columns),
      ...Object.fromEntries(offsets),
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
      ...Object.fromEntries(
        optional
          .filter(({ field }) => species.some((entry) => entry[field] !== undefined))
          .map(({ field, tables }) => [field, tables.bytes()]),
      ),
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

/** A trie of some names. */
export interface NamedTrie {
  root: number;
  casePattern: number;
  /** The names in the order of their numbers, each by its index among those given. */
  order: Uint32Array;
}

function addNames(
  graph: TrieGraph,
  nameKeys: NameKeys,
  ids: readonly number[],
  standings: readonly number[],
): NamedTrie {
  const { keys, members, casePattern } = nameKeys.keysOf(ids, standings);
  const { root, order } = graph.add(keys);
  return { root, casePattern, order: order.map((key) => members[key]!) };
}

/** Each different value that items have, once. */
function different(items: Iterable<number>, propertyOf: (item: number) => number): number[] {
  const values = new Set<number>();
  for (const item of items) values.add(propertyOf(item));
  return [...values];
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

/** From this size on a build leaves enough garbage to be worth the time that collecting it takes. */
const MANY_ROWS = 200_000;

/** Typed arrays lie outside the heap and hardly cause collections; without this a build takes a third more memory. */
function collectGarbage(rows: Rows): void {
  if (rows.seen >= MANY_ROWS) Bun.gc(true);
}

/** The species in byte order of their names, each with its rows. */
function* rowsBySpecies(rows: Rows): Generator<{ name: string; members: Uint32Array }> {
  const count = rows.species.length;
  const names = rows.speciesNames.all;
  const all = new Uint32Array(count);
  for (let row = 0; row < count; row++) all[row] = row;
  const sorted = countingSort(all, names.length, (row) => rows.species.at(row));
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
  /** The row of each gene: labels in the order of their numbers, the genes of a label in their final order. */
  genes: Uint32Array;
  /** One per gene: 1 for the last gene of a label, else 0. */
  last: Uint8Array;
}

/** The different genes of a species, label by label. @param members its rows in the order of their labels' numbers */
function groupGenes(rows: Rows, members: Uint32Array): GroupedGenes {
  const genes = new Uint32Array(members.length);
  const last = new Uint8Array(members.length);
  let geneCount = 0;
  for (let from = 0; from < members.length; ) {
    const label = rows.label.at(members[from]!);
    let to = from + 1;
    while (to < members.length && rows.label.at(members[to]!) === label) to++;
    if (to - from > 1) members.subarray(from, to).sort((a, b) => rows.genes.compare(a, b));
    for (let i = from; i < to; i++) {
      if (i > from && rows.genes.isRepeated(members[i - 1]!, members[i]!)) continue;
      genes[geneCount++] = members[i]!;
    }
    last[geneCount - 1] = 1;
    from = to;
  }
  return {
    genes: genes.slice(0, geneCount),
    last: last.slice(0, geneCount),
  };
}
