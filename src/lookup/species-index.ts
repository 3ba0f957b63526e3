import { SpeciesAliases } from "../columns/aliases.ts";
import type { Gene } from "../columns/gene-field.ts";
import type { Range } from "../columns/groups.ts";
import { IdOrder } from "../columns/id-order.ts";
import { SpeciesGenes } from "../columns/species-genes.ts";
import type { Sections, SpeciesEntry } from "../format/document.ts";
import { isFormer, nameOf, parseKey, standingIn } from "../names/key.ts";
import { compareNames } from "../names/order.ts";
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
  /** Whether that alias is a former symbol of the label. */
  former?: boolean;
  /** Index of the gene whose id matched. */
  gene?: number;
}

/** The beginning of an id has at least so many code points, and so many more than all ids of the species share. */
const SHORTEST_ID_PREFIX = 3;
const MORE_THAN_SHARED = 2;

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

  /** Labels whose loose form is this one. */
  looselyNamed(loose: string, limit: number): FoundLabel[] {
    return this.#find(followLoosely(codePointsOf(loose), true), limit);
  }

  /** Whether the loose form of any label, or of any alias, is this one. */
  hasLooseName(of: "label" | "alias", loose: string): boolean {
    const { root, aliasRoot, aliases } = this.entry;
    if (of === "alias" && aliases === 0) return false;
    const walk = followLoosely(codePointsOf(loose), true);
    return this.search.find(of === "label" ? root : aliasRoot, walk, 1).length > 0;
  }

  /** Labels whose loose form begins with this one. */
  looselyStartingWith(loose: string, limit: number): FoundLabel[] {
    return this.#find(followLoosely(codePointsOf(loose), false), limit);
  }

  /**
   * Labels with a beginning that is at an edit distance of the query, where none is nearer: those first that have its
   * letters in another order, then whole labels.
   */
  *near(query: string, distance: number, limit: number): Generator<FoundLabel> {
    const walk = followNearly(codePointsOf(query), distance);
    const seen = new Set<string>();
    for (const key of this.#bestKeys(this.entry.root, walk, limit)) {
      const label = nameOf(utf8Text.decode(key));
      if (!seen.has(label)) yield { label, key };
      seen.add(label);
    }
  }

  /** Labels whose fold contains the query. */
  containing(query: string, limit: number): FoundLabel[] {
    return this.folded().containing(query, limit);
  }

  /** Labels of which an alias' fold is the query, best alias first; some more than once. */
  aliased(query: string, limit: number): Generator<FoundLabel> {
    return this.#findAliased(follow(utf8.encode(query), true), limit);
  }

  /** Labels of which an alias' loose form is this one. */
  looselyAliased(loose: string, limit: number): Generator<FoundLabel> {
    return this.#findAliased(followLoosely(codePointsOf(loose), true), limit);
  }

  /** Labels of which an alias' fold begins with the query, or its loose form with that of the query. */
  aliasStartingWith(query: string, loose: string | null, limit: number): Generator<FoundLabel> {
    // What begins with the query has a loose form that begins with the query's.
    const walk =
      loose === null
        ? follow(utf8.encode(query), false)
        : followLoosely(codePointsOf(loose), false);
    return this.#findAliased(walk, limit);
  }

  /**
   * Every gene with an id, with its label: those first whose id is the text to the letter.
   *
   * @param query the folded text
   */
  identified(query: string, text: string): FoundLabel[] {
    return this.#labelled(this.#ids.withId(query), text);
  }

  /** The same by stable ids alone. */
  stablyIdentified(query: string, text: string): FoundLabel[] {
    return this.#labelled(this.#ids.withStableId(query), text);
  }

  /** Labels of genes whose stable id begins with the query, each with the first such, in the order of ids. */
  idStartingWith(query: string, length: number, limit: number): FoundLabel[] {
    const found = new Map<number, FoundLabel>();
    if (length < Math.max(SHORTEST_ID_PREFIX, this.#ids.sharedLength + MORE_THAN_SHARED)) return [];
    for (const gene of this.#ids.startingWith(query)) {
      if (found.size === limit) break;
      const label = this.#genes.labelOf(gene);
      if (!found.has(label)) found.set(label, { ...this.#labelAt(label), gene });
    }
    return [...found.values()];
  }

  /** The genes of a label, by their indexes. */
  genesOf({ key }: FoundLabel): Range {
    return this.#genes.ofLabel(this.search.numberOf(this.entry.root, key));
  }

  /** A gene by its index, as a suggestion shows it. */
  geneAt(gene: number): Gene {
    return this.#genes.at(gene);
  }

  /** A gene by its index, in full. */
  geneInFull(gene: number): Gene {
    return this.#genes.inFull(gene);
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

  /** The labels of the aliases that a walk leads to, best alias first, for as long as they are asked for. */
  *#findAliased(walk: Walk, limit: number): Generator<FoundLabel> {
    const { aliases, aliasRoot } = this.entry;
    if (aliases === 0) return;
    for (const key of this.#bestKeys(aliasRoot, walk, limit)) yield* this.#labelsOfAlias(key);
  }

  /**
   * The keys that a walk leads to, best first, for as long as they are asked for: where several keys make one result,
   * more are needed than results are wanted.
   */
  *#bestKeys(root: number, walk: Walk, limit: number): Generator<Uint8Array> {
    let done = 0;
    for (let asked = limit; ; asked *= 2) {
      const ids = this.search.find(root, walk, asked);
      const keys = ids.slice(done).map((id) => this.search.key(id));
      done = ids.length;
      yield* keys;
      if (done < asked) return;
    }
  }

  *#labelsOfAlias(key: Uint8Array): Generator<FoundLabel> {
    const text = utf8Text.decode(key);
    const alias = { alias: nameOf(text), ...(isFormer(standingIn(text)) && { former: true }) };
    const { first, end } = this.#aliases.pairsOf(this.search.numberOf(this.entry.aliasRoot, key));
    for (let pair = first; pair < end; pair++) {
      yield { ...this.#labelAt(this.#aliases.labelOf(pair)), ...alias };
    }
  }

  #labelled(genes: readonly number[], text: string): FoundLabel[] {
    const found = genes.map((gene) => ({ ...this.#labelAt(this.#genes.labelOf(gene)), gene }));
    if (found.length < 2) return found;
    return found
      .map((item) => ({
        item,
        isOther: !this.#genes.hasIdToTheLetter(item.gene, text),
        name: parseKey(utf8Text.decode(item.key)),
      }))
      .sort(
        (a, b) =>
          Number(a.isOther) - Number(b.isOther) ||
          compareNames(a.name, b.name) ||
          a.item.gene - b.item.gene,
      )
      .map(({ item }) => item);
  }

  #labelAt(number: number): FoundLabel {
    const key = this.search.keyAt(this.entry.root, number);
    return { label: nameOf(utf8Text.decode(key)), key };
  }
}

function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}
