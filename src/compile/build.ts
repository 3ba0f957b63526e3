import { AssemblError, IndexError, reason } from "../errors.ts";
import type { Provenance } from "../format/document.ts";
import { decodeIndex, startsLikeIndex } from "../format/index-file.ts";
import { namesOfTaxon, SpeciesNames } from "../names/species-names.ts";
import {
  type AnnotationSource,
  type KnownGenes,
  releaseOf,
  type Source,
} from "../sources/source.ts";
import { UntrustedFile } from "../store/untrusted-file.ts";
import { verifyBytes } from "../store/verify.ts";
import { writeIndex } from "../store/write-index.ts";
import { BUILDER } from "../version.ts";
import { type Compiled, compile } from "./compile.ts";
import { LabelFinder } from "./label-finder.ts";
import type { Kept } from "./label-weights.ts";
import { describeSpecies, type NamedSpecies, nameSpecies } from "./name-species.ts";
import { Rows } from "./rows.ts";

/** If a build gives a smaller share of the genes in the index that it would replace, it is taken for a mistake. */
const LEAST_SHARE = 0.5;
const MILLISECONDS = 1000;

export type BuildPhase = "reading" | "compiling" | "writing";

/** How far a build has read. */
export interface ReadingState {
  rows: number;
  /** The part of the source that is being read; null if it has none. */
  part: string | null;
}

/** Is told of the progress of a build. */
export interface BuildProgress {
  /** Called when a phase starts. @param state gives what was read so far at any time */
  phase(phase: BuildPhase, state: () => ReadingState): void;
}

export interface BuildOptions {
  /** They are read in this order. */
  sources: readonly Source[];
  /** Aliases, weights and ids beside it. */
  annotations?: readonly AnnotationSource[];
  /** Other names of species, by their production names. */
  speciesNames?: ReadonlyMap<string, readonly string[]>;
  /** The path of the index. */
  output: string;
  /** Replace any file at that path, however few genes the source gives. */
  force: boolean;
  /** The build time that the index states, ISO 8601. */
  built: string;
  progress: BuildProgress;
}

/** What a build made. */
export interface BuildReport {
  output: string;
  generation: string;
  /** The output already held this generation and was left alone. */
  unchanged: boolean;
  species: number;
  labels: number;
  genes: number;
  bytes: number;
  rows: Provenance["rows"];
  /** What files beside the source gave, and columns of its rows: for labels that are there, and for others. */
  aliases: Compiled["aliases"];
  weights: Kept;
  ids: Compiled["ids"];
  /** What became of `BuildOptions.speciesNames`. */
  speciesNames: NamedSpecies;
  /** Seconds by phase. */
  seconds: Record<BuildPhase, number>;
}

/**
 * Builds an index from one or several sources and replaces the output with it.
 *
 * @throws AssemblError if the source fails, gives suspiciously few genes, or the index cannot be written; the output
 *   is then unchanged
 */
export async function buildIndex(options: BuildOptions): Promise<BuildReport> {
  const { sources, annotations = [], speciesNames = new Map() } = options;
  const { output, force, built, progress } = options;
  const rows = new Rows();
  const seconds = { reading: 0, compiling: 0, writing: 0 };
  const during = async <T>(phase: BuildPhase, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    progress.phase(phase, () => ({ rows: rows.seen, part: rows.part }));
    const result = await work();
    seconds[phase] = (performance.now() - start) / MILLISECONDS;
    return result;
  };

  const installed = await readInstalled(output, force);
  await during("reading", async () => {
    for (const source of sources) await source.read(rows);
    if (annotations.length === 0) return;
    const known = knownGenes(rows, allNames(rows, speciesNames));
    for (const annotation of annotations) await annotation.read(rows.annotations, known);
  });
  // A source knows its whole name once it is read.
  const sourceName = sources.map(({ name }) => name).join(" ");
  if (rows.seen === 0) {
    throw new AssemblError(
      `${sourceName} gave no rows`,
      "check the source and --species; nothing was written",
    );
  }
  if (rows.species.length === 0) {
    throw new AssemblError(
      `none of the ${rows.seen} rows of ${sourceName} can be used (${describeRefused(rows)})`,
      "check the columns species and display_label; nothing was written",
    );
  }
  const compiled = await during("compiling", () => compile(rows));
  const named = nameSpecies(compiled.species, allNames(rows, speciesNames));
  describeSpecies(compiled.species, rows.detailsOfSpecies);
  const labels = compiled.species.reduce((sum, species) => sum + species.labels, 0);
  const genes = compiled.species.reduce((sum, species) => sum + species.genes, 0);
  const isTooFew =
    installed !== null &&
    isSameSource(installed.source, sourceName) &&
    genes < installed.genes * LEAST_SHARE;
  if (isTooFew && !force) {
    throw new AssemblError(
      `${sourceName} gave ${genes} genes, fewer than half of the ${installed.genes} in ${output}`,
      "the old index was kept; check the source, or build with --force",
    );
  }
  const provenance: Provenance = {
    source: sourceName,
    release: releaseOf(sourceName),
    rows: {
      read: rows.seen,
      repeated: compiled.repeated,
      refused: Object.fromEntries([...rows.refused].sort()),
    },
    builder: BUILDER,
    built,
  };
  const written = await during("writing", () =>
    writeIndex(output, compiled, provenance, installed?.generation ?? null),
  );
  return {
    output,
    ...written,
    species: compiled.species.length,
    labels,
    genes,
    rows: provenance.rows,
    aliases: compiled.aliases,
    weights: compiled.weights,
    ids: compiled.ids,
    speciesNames: named,
    seconds,
  };
}

/** The names of species that the source gives, and those that are given beside it. */
function allNames(
  { namesOfSpecies, speciesNames }: Rows,
  given: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const all = new Map([...given].map(([species, names]) => [species, [...names]]));
  for (const species of speciesNames.all) {
    const names = namesOfSpecies.get(species);
    if (names !== undefined) all.set(species, [...(given.get(species) ?? []), ...names]);
  }
  return all;
}

/** What rows hold once all are read. @param speciesNames other names of species, by their production names */
function knownGenes(rows: Rows, speciesNames: ReadonlyMap<string, readonly string[]>): KnownGenes {
  const finder = new LabelFinder(rows);
  const species = SpeciesNames.of(
    rows.speciesNames.all.map((name) => ({ name, names: speciesNames.get(name) ?? [] })),
  );
  return {
    speciesOfTaxon: (taxon) =>
      namesOfTaxon(taxon)
        .map((name) => species.find(name))
        .find((found) => found)?.name ?? null,
    labelOf(name, id) {
      const [label] = finder.labelsOf({ species: name, stableId: id, displayLabel: null });
      return label === undefined ? null : rows.labels.all[label]!;
    },
  };
}

/** Whether two names are those of one source, perhaps of different releases of it. */
function isSameSource(one: string, other: string): boolean {
  const withoutNumbers = (name: string) => name.replace(/\d+/g, "");
  return withoutNumbers(one) === withoutNumbers(other);
}

/** The index that a build would replace. */
interface Installed {
  source: string;
  /** Null if the file is damaged, and so to be written again even if the data have not changed. */
  generation: string | null;
  genes: number;
}

/** What the output holds now; null if it holds nothing worth keeping. */
async function readInstalled(output: string, force: boolean): Promise<Installed | null> {
  let bytes: Uint8Array;
  try {
    await using file = await new UntrustedFile(output).open();
    bytes = await file.bytes();
  } catch (error) {
    if (error instanceof IndexError && error.defect === "missing") return null;
    throw error;
  }
  try {
    const { provenance, generation, species } = decodeIndex(bytes);
    return {
      source: provenance.source,
      generation: isWhole(bytes) ? generation : null,
      genes: species.reduce((sum, entry) => sum + entry.genes, 0),
    };
  } catch (error) {
    if (bytes.length === 0 || startsLikeIndex(bytes) || force) return null;
    throw new AssemblError(
      `${output} exists and is not an index (${reason(error)})`,
      "choose another --output, or build with --force to replace it",
      { cause: error },
    );
  }
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    verifyBytes(bytes);
    return true;
  } catch {
    return false;
  }
}

function describeRefused(rows: Rows): string {
  return [...rows.refused].map(([reasonText, count]) => `${reasonText}: ${count}`).join(", ");
}
