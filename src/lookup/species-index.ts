import { SpeciesAliases } from "../columns/aliases.ts";
import type { Gene } from "../columns/gene-field.ts";
import type { Range } from "../columns/groups.ts";
import { IdOrder } from "../columns/id-order.ts";
import { SpeciesGenes } from "../columns/species-genes.ts";
import type { Sections, SpeciesEntry } from "../format/document.ts";
import { labelOf, parseKey } from "../names/key.ts";
import { compareLabels } from "../names/order.ts";
import { follow } from "../trie/follow.ts";
import { followLoosely } from "../trie/follow-loosely.ts";
import { followNearly } from "../trie/follow-nearly.ts";
import type { TrieSearch } from "../trie/search.ts";
import type { Walk } from "../trie/walk.ts";
import type { FoldedLabels, KeyedLabel } from "./folded-labels.ts";

const utf8 = new TextEncoder();
const utf8Text = new TextDecoder();

/** A label that was found. */
export interface FoundLabel extends KeyedLabel {
  /** The alias that matched. */
  alias?: string;
  /** Index of the gene whose stable id matched. */
  gene?: number;
}

/**
 * The searches in one species of an opened index. They take folded queries and return labels in the order of
 * suggestions, at most `limit` of them.
 *
 * @throws IndexError from all methods where the index is damaged
 */
export class SpeciesIndex {
  #openedGenes: SpeciesGenes | undefined;
  #openedIds: IdOrder | undefined;
  #openedAliases: SpeciesAliases | undefined;

  /** @param folded returns the species' folded labels */
  constructor(
    readonly entry: SpeciesEntry,
    private readonly sections: Sections,
    private readonly search: TrieSearch,
    private readonly folded: () => FoldedLabels,
  ) {}

  /** Labels whose fold is the query. */
  named(query: string, limit: number): FoundLabel[] {
    return this.#find(follow(utf8.encode(query), true), limit);
  }

  /** Labels whose fold begins with the query. */
  startingWith(query: string, limit: number): FoundLabel[] {
    return this.#find(follow(utf8.encode(query), false), limit);
  }

  /** Labels whose loose form is the query. */
  looselyNamed(query: string, limit: number): FoundLabel[] {
    return this.#find(followLoosely(codePointsOf(query), true), limit);
  }

  /** Labels whose loose form begins with the query. */
  looselyStartingWith(query: string, limit: number): FoundLabel[] {
    return this.#find(followLoosely(codePointsOf(query), false), limit);
  }

  /** Labels with a beginning that is within an edit distance of the query. */
  near(query: string, distance: number, limit: number): FoundLabel[] {
    return this.#find(followNearly(codePointsOf(query), distance), limit);
  }

  /** Labels whose fold contains the query. */
  containing(query: string, limit: number): FoundLabel[] {
    return this.folded().containing(query, limit);
  }

  /** Labels with an alias whose fold is the query, each with the best such alias. */
  aliased(query: string, limit: number): FoundLabel[] {
    return this.#findAliased(follow(utf8.encode(query), true), limit);
  }

  /** Labels with an alias whose fold begins with the query, each with the best such alias. */
  aliasStartingWith(query: string, limit: number): FoundLabel[] {
    return this.#findAliased(follow(utf8.encode(query), false), limit);
  }

  /** The genes whose stable id is the query, whatever the versions of both, with their labels. */
  identified(query: string): FoundLabel[] {
    const found = this.#ids.withId(query).map((gene) => ({
      ...this.#labelAt(this.#genes.labelOf(gene)),
      gene,
    }));
    if (found.length < 2) return found;
    return found
      .map((item) => ({ item, order: parseKey(utf8Text.decode(item.key)) }))
      .sort((a, b) => compareLabels(a.order, b.order) || a.item.gene - b.item.gene)
      .map(({ item }) => item);
  }

  /** Labels of genes whose stable id begins with the query, each with the first such gene, in the order of ids. */
  idStartingWith(query: string, limit: number): FoundLabel[] {
    const found = new Map<number, FoundLabel>();
    for (const gene of this.#ids.startingWith(query)) {
      if (found.size === limit) break;
      const number = this.#genes.labelOf(gene);
      if (!found.has(number)) found.set(number, { ...this.#labelAt(number), gene });
    }
    return [...found.values()];
  }

  /** The indexes of a label's genes. */
  genesOf({ key }: FoundLabel): Range {
    return this.#genes.ofLabel(this.search.numberOf(this.entry.root, key));
  }

  geneAt(index: number): Gene {
    return this.#genes.at(index);
  }

  // Columns are opened when they are first needed: most searches need few of them.
  get #genes(): SpeciesGenes {
    const { columns, labels, genes } = this.entry;
    this.#openedGenes ??= new SpeciesGenes(this.sections.genes, columns, labels, genes);
    return this.#openedGenes;
  }

  get #ids(): IdOrder {
    this.#openedIds ??= new IdOrder(this.sections.ids, this.entry.ids, this.#genes);
    return this.#openedIds;
  }

  get #aliases(): SpeciesAliases {
    const { aliasColumns, aliases } = this.entry;
    this.#openedAliases ??= new SpeciesAliases(this.sections.aliases, aliasColumns, aliases);
    return this.#openedAliases;
  }

  #find(walk: Walk, limit: number): FoundLabel[] {
    const { search } = this;
    const found = search.find(this.entry.root, walk, limit);
    return found.map((id) => ({ label: search.label(id), key: search.key(id) }));
  }

  #findAliased(walk: Walk, limit: number): FoundLabel[] {
    const { aliases, aliasRoot } = this.entry;
    if (aliases === 0) return [];
    const ranges = this.search.ranges(aliasRoot, walk);
    return this.#aliases.targetsOf(ranges, limit).map(({ rank, pairs }) => ({
      ...this.#labelAt(this.#aliases.labelAt(rank)),
      alias: this.#bestAlias(pairs),
    }));
  }

  /** Of the aliases of some pairs the one with the fewest code points, then the first in byte order. */
  #bestAlias(pairs: readonly number[]): string {
    const keys = pairs.map((pair) => {
      const number = this.#aliases.aliasAt(pair);
      return utf8Text.decode(this.search.keyAt(this.entry.aliasRoot, number));
    });
    if (keys.length === 1) return labelOf(keys[0]!);
    return keys.map(parseKey).reduce((a, b) => (compareLabels(b, a) < 0 ? b : a)).label;
  }

  #labelAt(number: number): FoundLabel {
    const key = this.search.keyAt(this.entry.root, number);
    return { label: labelOf(utf8Text.decode(key)), key };
  }
}

function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}
