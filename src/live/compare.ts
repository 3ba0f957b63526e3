import type { Gene } from "../columns/gene-field.ts";
import { isSameGene } from "../columns/gene-fields.ts";
import type { SpeciesEntry } from "../format/document.ts";
import type { OpenIndex } from "../lookup/open-index.ts";
import { fold, foldAscii } from "../names/fold.ts";
import type { LiveTable } from "../sources/mysql/live-table.ts";
import { LiveRows } from "./live-rows.ts";

/** A label, or a whole species if `label` is null, that an index and a database disagree on. */
export interface Difference {
  species: string;
  label: string | null;
  /** The only one that has it; `both` if its genes differ. */
  in: "index" | "database" | "both";
}

/** The most labels that are compared for one prefix. */
const COMPARED_LABELS = 1000;
/** Each step of a random walk picks one of at most this many labels. */
const SAMPLED_FROM = 100;
/** The most steps of a walk, each of which makes the prefix longer. */
const LONGEST_WALK = 6;

/** Compares an index with a table, species by species, by prefixes of random labels of both. */
export class Comparison {
  /** The number of prefixes that were compared. */
  prefixes = 0;

  /** @param prefixesEach how many to compare for each species */
  constructor(
    private readonly index: OpenIndex,
    private readonly table: LiveTable,
    private readonly prefixesEach: number,
  ) {}

  /** The differences found, each once. @throws SourceError if the database does not answer */
  async *differences(): AsyncGenerator<Difference> {
    const inTable = new Set(await this.table.species());
    for (const species of this.index.species) {
      const { name } = species;
      if (inTable.delete(name)) yield* this.#compareSpecies(species);
      else yield { species: name, label: null, in: "index" };
    }
    for (const name of inTable) {
      const rows = await this.#rows(name, "", false);
      if (rows.length > 0) yield { species: name, label: null, in: "database" };
    }
  }

  async *#compareSpecies(species: SpeciesEntry): AsyncGenerator<Difference> {
    const found = new Set<string>();
    for (const label of await this.#sample(species)) {
      this.prefixes++;
      const prefix = isPlain(label) ? randomPrefixOf(foldAscii(label)) : null;
      const sides =
        prefix === null ? this.#ofLabel(species, label) : this.#startingWith(species, prefix);
      for (const difference of differencesOf(species.name, await sides)) {
        if (!found.has(difference.label!)) yield difference;
        found.add(difference.label!);
      }
    }
  }

  /** Random labels from both sides. */
  async #sample(species: SpeciesEntry): Promise<string[]> {
    const half = Math.ceil(this.prefixesEach / 2);
    const ofTable = await this.table.sampleLabels(species.name, half);
    const ofIndex = Array.from({ length: this.prefixesEach - half }, () => this.#walk(species));
    return [...ofTable, ...ofIndex.filter((label) => label !== null)];
  }

  /** A random label of the index: the best ones are short, and a walk along prefixes leads to the others. */
  #walk(species: SpeciesEntry): string | null {
    let label: string | null = null;
    for (let length = 0; length < LONGEST_WALK; length++) {
      const prefix: string = label === null ? "" : firstCharacters(fold(label), length);
      const next = oneOf(this.index.of(species).startingWith(prefix, SAMPLED_FROM));
      if (next === null) return label;
      label = next.label;
    }
    return label;
  }

  /** The labels with a prefix that a live look-up folds as an index does, as far as both sides list them. */
  async #startingWith(species: SpeciesEntry, prefix: string): Promise<Sides> {
    const inIndex = this.#labelsOf(species, prefix, COMPARED_LABELS, false);
    const isCut = inIndex.length === COMPARED_LABELS;
    const plain = inIndex.filter(({ label }) => isPlain(label));
    const rows = (await this.#rows(species.name, prefix, false)).filter((row) =>
      isPlain(row.label),
    );
    if (!isCut) return { inIndex: plain, inTable: rows };
    // Both are in the same order, so rows after the last label that both have may be in the part that was cut off.
    const known = new Set(plain.map(({ label }) => label));
    const last = rows.findLastIndex(({ label }) => known.has(label));
    return { inIndex: plain, inTable: rows.slice(0, last + 1) };
  }

  /** A single label, however it is folded. */
  async #ofLabel(species: SpeciesEntry, label: string): Promise<Sides> {
    const isWanted = (found: Labelled) => found.label === label;
    const rows = await this.#rows(species.name, foldAscii(label), true);
    return {
      inIndex: this.#labelsOf(species, fold(label), COMPARED_LABELS, true).filter(isWanted),
      inTable: rows.filter(isWanted),
    };
  }

  #labelsOf(species: SpeciesEntry, folded: string, limit: number, exact: boolean): Labelled[] {
    const index = this.index.of(species);
    const found = exact ? index.named(folded, limit) : index.startingWith(folded, limit);
    return found.map((label) => {
      const { first, end } = index.genesOf(label);
      return {
        label: label.label,
        genes: Array.from({ length: end - first }, (_, i) => index.geneInFull(first + i)),
      };
    });
  }

  async #rows(species: string, text: string, exact: boolean): Promise<Labelled[]> {
    const rows = new LiveRows(species, text);
    await this.table.read({ species, text, exact, labelsAlone: false }, rows);
    return rows.best(Number.POSITIVE_INFINITY, exact);
  }
}

/** A label with its genes in order. */
interface Labelled {
  label: string;
  genes: Gene[];
}

/** What both sides have of the compared labels. */
interface Sides {
  inIndex: Labelled[];
  inTable: Labelled[];
}

function differencesOf(species: string, { inIndex, inTable }: Sides): Difference[] {
  const genesInTable = new Map(inTable.map(({ label, genes }) => [label, genes]));
  const differences: Difference[] = [];
  for (const { label, genes } of inIndex) {
    const inBoth = genesInTable.get(label);
    if (inBoth === undefined) differences.push({ species, label, in: "index" });
    else if (!areSameGenes(inBoth, genes)) differences.push({ species, label, in: "both" });
    genesInTable.delete(label);
  }
  for (const label of genesInTable.keys()) differences.push({ species, label, in: "database" });
  return differences;
}

function areSameGenes(a: readonly Gene[], b: readonly Gene[]): boolean {
  return a.length === b.length && a.every((gene, i) => isSameGene(gene, b[i]!));
}

/** Whether a live look-up, which folds only A to Z, finds the label as an index does. */
function isPlain(label: string): boolean {
  return foldAscii(label) === fold(label);
}

function randomPrefixOf(folded: string): string {
  return firstCharacters(folded, 1 + Math.floor(Math.random() * [...folded].length));
}

function firstCharacters(text: string, count: number): string {
  return [...text].slice(0, count).join("");
}

/** A random item; null if there is none. */
function oneOf<T>(items: readonly T[]): T | null {
  return items[Math.floor(Math.random() * items.length)] ?? null;
}
