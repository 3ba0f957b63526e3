import { SpeciesAliases } from "../columns/aliases.ts";
import type { Gene } from "../columns/gene-field.ts";
import type { Range } from "../columns/groups.ts";
import { IdOrder } from "../columns/id-order.ts";
import { optionalColumns, SpeciesGenes } from "../columns/species-genes.ts";
import type { Sections, SpeciesEntry } from "../format/document.ts";
import { codePointsOf, fold } from "../names/fold.ts";
import { isFormer } from "../names/key.ts";
import { compareNames, rankedName } from "../names/order.ts";
import { formatStableId, idPrefixOf } from "../names/stable-id.ts";
import type { Asked, FoundName, Root, TrieSearch } from "../trie/trie-search.ts";
import type { FoldedLabels } from "./folded-labels.ts";
import type { Steps } from "./steps.ts";

/** A label that was found. */
export interface FoundLabel {
  label: string;
  /** The label's number, by which its genes are found. */
  number: number;
  standing: number;
  /** The alias that matched. */
  alias?: string | undefined;
  /** Whether that alias is a former symbol of the label. */
  former?: boolean | undefined;
  /** Index of the gene whose id matched. */
  gene?: number | undefined;
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
  readonly #labels: Root;
  readonly #aliasNames: Root;
  #openedGenes: SpeciesGenes | undefined;
  #openedIds: IdOrder | undefined;
  #openedAliases: SpeciesAliases | undefined;

  /** @param folded makes the species' folded labels, in steps, or returns those that are made */
  constructor(
    readonly entry: SpeciesEntry,
    private readonly sections: Sections,
    private readonly search: TrieSearch,
    private readonly folded: () => Steps<FoldedLabels>,
  ) {
    const { root, casePattern, aliasRoot, aliasCasePattern } = entry;
    this.#labels = { address: root, casePattern };
    this.#aliasNames = { address: aliasRoot, casePattern: aliasCasePattern };
  }

  /** Labels whose fold is the query. */
  named(query: string, limit: number): FoundLabel[] {
    return this.#find("whole", query, limit);
  }

  /** Labels whose fold begins with the query. */
  startingWith(query: string, limit: number): FoundLabel[] {
    return this.#find("prefix", query, limit);
  }

  /** Labels whose loose form is this one. */
  looselyNamed(loose: string, limit: number): FoundLabel[] {
    return this.#find("looseWhole", loose, limit);
  }

  /** Labels whose loose form begins with this one. */
  looselyStartingWith(loose: string, limit: number): FoundLabel[] {
    return this.#find("loosePrefix", loose, limit);
  }

  /**
   * Labels with a beginning that is at an edit distance of the query, where none is nearer: those first that have its
   * letters in another order, then whole labels.
   */
  *near(query: string, distance: number, limit: number): Steps<FoundLabel[]> {
    const codePoints = codePointsOf(query);
    return (yield* this.search.findNear(this.#labels, codePoints, distance, limit)).map(toLabel);
  }

  /** Labels whose fold contains the query. */
  *containing(query: string, limit: number): Steps<FoundLabel[]> {
    const labels = yield* this.folded();
    return labels.containing(query, limit).map((number) => this.#labelAt(number));
  }

  /** Labels of which an alias' fold is the query, best alias first; some more than once. */
  aliased(query: string, about: number): Iterable<FoundLabel> {
    return this.#findAliased("whole", query, about);
  }

  /** Labels of which an alias' loose form is this one. */
  looselyAliased(loose: string, about: number): Iterable<FoundLabel> {
    return this.#findAliased("looseWhole", loose, about);
  }

  /** Labels of which an alias' fold begins with the query, or its loose form with that of the query. */
  aliasStartingWith(query: string, loose: string | null, about: number): Iterable<FoundLabel> {
    // What begins with the query has a loose form that begins with the query's.
    return loose === null
      ? this.#findAliased("prefix", query, about)
      : this.#findAliased("loosePrefix", loose, about);
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

  /** The letters with which its stable ids begin, folded. */
  idPrefixes(): Set<string> {
    const { kinds } = this.#genes.stableIds;
    return new Set(kinds.map((kind) => idPrefixOf(fold(formatStableId({ ...kind, number: 0 })))));
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
  genesOf({ number }: FoundLabel): Range {
    return this.#genes.ofLabel(number);
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
    if (this.#openedGenes === undefined) {
      const optional = optionalColumns(this.sections, this.entry);
      const section = this.sections.genes;
      this.#openedGenes = new SpeciesGenes(section, columns, labels, genes, optional);
    }
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

  #find(asked: Asked, folded: string, limit: number): FoundLabel[] {
    return this.search.find(this.#labels, asked, folded, limit).map(toLabel);
  }

  /** The labels of aliases, best alias first, for as long as they are asked for. */
  #findAliased(asked: Asked, folded: string, about: number): Iterable<FoundLabel> {
    const isAny = this.entry.aliases > 0 && this.search.has(this.#aliasNames, asked, folded);
    return isAny
      ? this.#labelsOf(this.search.findEach(this.#aliasNames, asked, folded, about))
      : [];
  }

  *#labelsOf(aliases: Iterable<FoundName>): Generator<FoundLabel> {
    for (const { name, number, standing } of aliases) {
      const alias = { alias: name, ...(isFormer(standing) && { former: true }) };
      const { first, end } = this.#aliases.pairsOf(number);
      for (let pair = first; pair < end; pair++) {
        yield { ...this.#labelAt(this.#aliases.labelOf(pair)), ...alias };
      }
    }
  }

  #labelled(genes: readonly number[], text: string): FoundLabel[] {
    const found = genes.map((gene) => ({ ...this.#labelAt(this.#genes.labelOf(gene)), gene }));
    if (found.length < 2) return found;
    return found
      .map((item) => ({
        item,
        isOther: !this.#genes.hasIdToTheLetter(item.gene, text),
        name: rankedName(item.label, item.standing),
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
    return toLabel(this.search.nameAt(this.#labels, number));
  }
}

function toLabel({ name, number, standing }: FoundName): FoundLabel {
  return { label: name, number, standing };
}
