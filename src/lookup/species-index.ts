import { SpeciesAliases } from "../columns/aliases.ts";
import type { Gene } from "../columns/gene.ts";
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
import type { FoldedLabels } from "./folded-labels.ts";
import type { FoundLabel } from "./found-label.ts";

const utf8 = new TextEncoder();
const utf8Text = new TextDecoder();

/**
 * One species of an opened index. Queries are folded; labels come in the order of suggestions, at most `limit`
 * of them.
 *
 * @throws IndexError from all methods where the index is damaged
 */
export class SpeciesIndex {
  #openedGenes: SpeciesGenes | undefined;
  #openedIds: IdOrder | undefined;
  #openedAliases: SpeciesAliases | undefined;

  /** @param folded the species' folded labels, made when they are first asked for */
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

  /** Labels whose letters and digits are the query. */
  looselyNamed(query: string, limit: number): FoundLabel[] {
    return this.#find(followLoosely(codePointsOf(query), true), limit);
  }

  /** Labels whose letters and digits begin with the query. */
  looselyStartingWith(query: string, limit: number): FoundLabel[] {
    return this.#find(followLoosely(codePointsOf(query), false), limit);
  }

  /** Labels of which some beginning is within an edit distance of the query. */
  near(query: string, distance: number, limit: number): FoundLabel[] {
    return this.#find(followNearly(codePointsOf(query), distance), limit);
  }

  /** Labels whose fold holds the query. */
  containing(query: string, limit: number): FoundLabel[] {
    return this.folded().containing(query, limit);
  }

  /** Labels of which an alias' fold is the query, each with the best such alias. */
  aliased(query: string, limit: number): FoundLabel[] {
    return this.#findAliased(follow(utf8.encode(query), true), limit);
  }

  /** Labels of which an alias' fold begins with the query, each with the best such alias. */
  aliasStartingWith(query: string, limit: number): FoundLabel[] {
    return this.#findAliased(follow(utf8.encode(query), false), limit);
  }

  /** Every gene with a stable id, whatever the versions of both, with its label. */
  identified(query: string): FoundLabel[] {
    const found = this.#ids.withId(query).map((place) => ({
      ...this.#labelAt(this.#genes.labelOf(place)),
      place,
    }));
    if (found.length < 2) return found;
    return found
      .map((item) => ({ item, order: parseKey(utf8Text.decode(item.key)) }))
      .sort((a, b) => compareLabels(a.order, b.order) || a.item.place - b.item.place)
      .map(({ item }) => item);
  }

  /** Labels of genes whose stable id begins with the query, each with the first such, in the order of ids. */
  idStartingWith(query: string, limit: number): FoundLabel[] {
    const found = new Map<number, FoundLabel>();
    for (const place of this.#ids.startingWith(query)) {
      if (found.size === limit) break;
      const number = this.#genes.labelOf(place);
      if (!found.has(number)) found.set(number, { ...this.#labelAt(number), place });
    }
    return [...found.values()];
  }

  /** The places of a label's genes. */
  genesOf({ key }: FoundLabel): Range {
    return this.#genes.ofLabel(this.search.numberOf(this.entry.root, key));
  }

  /** The gene at a place. */
  geneAt(place: number): Gene {
    return this.#genes.at(place);
  }

  // Columns are opened when they are asked for: most questions of most species need few of them.
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

  /** Of the aliases of some pairs the one with fewest code points, then by byte order. */
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
