/**
 * Genes, and the labels of a species that they make.
 *
 * Choices where the contract can be read in two ways:
 * - Two genes of a species have the same label where the two texts are the same to the letter.
 * - A label has the aliases of all its genes. An alias that is former for one gene is former for the label. A text
 *   that is the label itself is no alias, and neither is one without a fold.
 * - The 256 aliases that are kept are the best by the rule inside a tier, so the order of rows does not matter.
 * - The genes of a label stand with those of the reference first, then as docs/API.md says (locations.ts), then as
 *   they were given.
 * - There are 14 equal steps between the 15 classes of weights, and a weight belongs to the one that it reaches.
 */

import { sharedCodePoints } from "./ids.ts";
import { compareAnswered } from "./locations.ts";
import { type Mode, WITH_INDEX } from "./modes.ts";
import { compareBytes, type Folding, type Name, nameOf } from "./names.ts";

export const MOST_ALIASES = 256;
export const HEAVIEST_CLASS = 15;
const LARGEST_STEP = Math.log(4);

export interface Alias {
  name: string;
  former: boolean;
}

/** A row of the source. The reference answers with the very objects that it was given. */
export interface Gene {
  species: string;
  label: string;
  stableId: string | null;
  otherIds: readonly string[];
  aliases: readonly Alias[];
  /** 0 is no weight. */
  weight: number;
  description: string | null;
  /** Whether it is on the reference and not on a patch or an alternative haplotype. */
  reference: boolean;
  location: string | null;
  db: string | null;
}

/** A gene of which only what matters is given. */
export const geneOf = (given: Pick<Gene, "species" | "label"> & Partial<Gene>): Gene => ({
  stableId: null,
  otherIds: [],
  aliases: [],
  weight: 0,
  description: null,
  reference: true,
  location: null,
  db: null,
  ...given,
});

export interface NamedAlias {
  name: Name;
  former: boolean;
}

/** A gene with its texts folded. */
export interface NamedGene {
  gene: Gene;
  stableId: Name | null;
  otherIds: Name[];
  description: Name | null;
}

export interface Label {
  species: string;
  name: Name;
  /** In the order in which they are answered. */
  genes: NamedGene[];
  /** Best first, by the rule inside a tier. */
  aliases: NamedAlias[];
  /** How many aliases were over the limit. */
  droppedAliases: number;
  weightClass: number;
}

export interface Species {
  name: string;
  labels: Label[];
  /** Whether an id is one whose version is ignored. */
  hasVersions: (id: string) => boolean;
  /** Code points with which all stable ids of the species begin. */
  sharedByIds: number;
}

export function speciesOf(
  name: string,
  genes: readonly Gene[],
  { folding, versionsOf }: Mode = WITH_INDEX,
): Species {
  const groups = Array.from(Map.groupBy(genes, (gene) => gene.label).values());
  const range = weightRange(groups.map(heaviest));
  const ids = genes.flatMap(({ stableId }) =>
    stableId === null ? [] : [nameOf(stableId, folding).fold],
  );
  const idFolds = ids.filter((folded) => folded !== null);
  return {
    name,
    labels: groups.map((group) => labelOf(group, weightClass(heaviest(group), range), folding)),
    hasVersions: versionsOf(idFolds),
    sharedByIds: sharedCodePoints(idFolds),
  };
}

function labelOf(genes: readonly Gene[], weightClass: number, folding: Folding): Label {
  const { species, label } = genes[0]!;
  const aliases = aliasesOf(label, genes, folding);
  return {
    species,
    name: nameOf(label, folding),
    genes: genes.toSorted(compareGenes).map((gene) => namedGene(gene, folding)),
    aliases: aliases.slice(0, MOST_ALIASES),
    droppedAliases: Math.max(0, aliases.length - MOST_ALIASES),
    weightClass,
  };
}

const namedGene = (gene: Gene, folding: Folding): NamedGene => ({
  gene,
  stableId: gene.stableId === null ? null : nameOf(gene.stableId, folding),
  otherIds: gene.otherIds.map((id) => nameOf(id, folding)),
  description: gene.description === null ? null : nameOf(gene.description, folding),
});

/** "Reference before others." */
function compareGenes(a: Gene, b: Gene): number {
  if (a.reference !== b.reference) return a.reference ? -1 : 1;
  return compareAnswered(a, b);
}

/** All aliases of a label, each once, best first. */
function aliasesOf(label: string, genes: readonly Gene[], folding: Folding): NamedAlias[] {
  const given = genes.flatMap(({ aliases }) => aliases).filter(({ name }) => name !== label);
  const former = new Set(given.filter((alias) => alias.former).map(({ name }) => name));
  return Array.from(new Set(given.map(({ name }) => name)), (text) => ({
    name: nameOf(text, folding),
    former: former.has(text),
  }))
    .filter(({ name }) => name.fold !== null && name.fold !== "")
    .sort(compareAliases);
}

/** "Former symbols before synonyms, then fewer code points of the fold, then its UTF-8 bytes." */
function compareAliases(a: NamedAlias, b: NamedAlias): number {
  if (a.former !== b.former) return a.former ? -1 : 1;
  const byLength = a.name.codePoints.length - b.name.codePoints.length;
  return (
    byLength || compareBytes(a.name.fold!, b.name.fold!) || compareBytes(a.name.text, b.name.text)
  );
}

/** Of several weights of one label the largest counts. */
const heaviest = (genes: readonly Gene[]): number =>
  genes.reduce((most, { weight }) => Math.max(most, weight), 0);

/** The largest and the smallest weight of a species, weights of 0 apart. */
export interface WeightRange {
  largest: number;
  smallest: number;
}

export const weightRange = (weights: readonly number[]): WeightRange =>
  weights
    .filter((weight) => weight > 0)
    .reduce(
      ({ largest, smallest }, weight) => ({
        largest: Math.max(largest, weight),
        smallest: Math.min(smallest, weight),
      }),
      { largest: 0, smallest: Number.POSITIVE_INFINITY },
    );

/**
 * 15 for the largest weight of a species, from there down in equal steps of the logarithm to 1 for the smallest; no
 * step is more than a factor of 4, and what is below the last has class 1. No weight has class 0.
 */
export function weightClass(weight: number, { largest, smallest }: WeightRange): number {
  if (weight === 0) return 0;
  if (weight === largest) return HEAVIEST_CLASS;
  const step = Math.min(Math.log(largest / smallest) / (HEAVIEST_CLASS - 1), LARGEST_STEP);
  return Math.max(1, HEAVIEST_CLASS - Math.floor(Math.log(largest / weight) / step + 1e-9));
}
