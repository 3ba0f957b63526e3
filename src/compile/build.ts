import { AssemblError, IndexError, reason } from "../errors.ts";
import type { Provenance } from "../format/document.ts";
import { decodeIndex, startsLikeIndex } from "../format/index-file.ts";
import { type AnnotationSource, releaseOf, type Source } from "../sources/source.ts";
import { readIndex } from "../store/read-index.ts";
import { verifyBytes } from "../store/verify.ts";
import { writeIndex } from "../store/write-index.ts";
import { BUILDER } from "../version.ts";
import { compile } from "./compile.ts";
import type { Kept } from "./label-weights.ts";
import { type NamedSpecies, nameSpecies } from "./name-species.ts";
import { Rows } from "./rows.ts";

/** A build that keeps fewer genes than this share of those it would replace is taken for a mistake. */
const LEAST_SHARE = 0.5;
const MILLISECONDS = 1000;

export type BuildPhase = "reading" | "compiling" | "writing";

/** Is told how a build gets on. */
export interface BuildProgress {
  /** A phase begins; `rows` tells the rows read so far whenever it is asked. */
  phase(phase: BuildPhase, rows: () => number): void;
}

export interface BuildOptions {
  source: Source;
  /** Aliases and weights beside it. */
  annotations?: readonly AnnotationSource[];
  /** What people call species, by their production names. */
  speciesNames?: ReadonlyMap<string, readonly string[]>;
  /** Path of the index. */
  output: string;
  /** Replace whatever is there, and by however little. */
  force: boolean;
  /** When the index is said to be built, ISO 8601. */
  built: string;
  progress: BuildProgress;
}

/** What a build made. */
export interface BuildReport {
  output: string;
  generation: string;
  /** The output held this generation already and was left alone. */
  unchanged: boolean;
  species: number;
  labels: number;
  genes: number;
  bytes: number;
  rows: Provenance["rows"];
  /** Aliases and weights that were given: of labels that are there, and of others. */
  aliases: Kept & { refused: number };
  weights: Kept;
  /** What became of `BuildOptions.speciesNames`. */
  speciesNames: NamedSpecies;
  /** Seconds by phase. */
  seconds: Record<BuildPhase, number>;
}

/**
 * Builds an index from a source and puts it in its place.
 *
 * @throws AssemblError where the source fails, the result is suspiciously small, or cannot be written; the
 *   output is then as it was
 */
export async function buildIndex(options: BuildOptions): Promise<BuildReport> {
  const { source, annotations = [], output, force, built, progress } = options;
  const rows = new Rows();
  const seconds = { reading: 0, compiling: 0, writing: 0 };
  const during = async <T>(phase: BuildPhase, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    progress.phase(phase, () => rows.seen);
    const result = await work();
    seconds[phase] = (performance.now() - start) / MILLISECONDS;
    return result;
  };

  const installed = await readInstalled(output, force);
  await during("reading", async () => {
    await source.read(rows);
    for (const annotation of annotations) await annotation.read(rows.annotations);
  });
  if (rows.seen === 0) {
    throw new AssemblError(
      `${source.name} gave no rows`,
      "check the source and --species; nothing was written",
    );
  }
  if (rows.species.length === 0) {
    throw new AssemblError(
      `none of the ${rows.seen} rows of ${source.name} can be used (${describeRefused(rows)})`,
      "check the columns species and display_label; nothing was written",
    );
  }
  const compiled = await during("compiling", () => compile(rows));
  const speciesNames = nameSpecies(compiled.species, options.speciesNames ?? new Map());
  const labels = compiled.species.reduce((sum, species) => sum + species.labels, 0);
  const genes = compiled.species.reduce((sum, species) => sum + species.genes, 0);
  const isTooFew =
    installed !== null &&
    isSameSource(installed.source, source.name) &&
    genes < installed.genes * LEAST_SHARE;
  if (isTooFew && !force) {
    throw new AssemblError(
      `${source.name} gave ${genes} genes, fewer than half of the ${installed.genes} in ${output}`,
      "the old index was kept; check the source, or build with --force",
    );
  }
  const provenance: Provenance = {
    source: source.name,
    release: releaseOf(source.name),
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
    speciesNames,
    seconds,
  };
}

/** Whether two names are of one source, in whatever release of it. */
function isSameSource(one: string, other: string): boolean {
  const withoutNumbers = (name: string) => name.replace(/\d+/g, "");
  return withoutNumbers(one) === withoutNumbers(other);
}

interface Installed {
  source: string;
  generation: string | null;
  genes: number;
}

/** What the output holds now; null where it holds nothing that is worth keeping. */
async function readInstalled(output: string, force: boolean): Promise<Installed | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readIndex(output);
  } catch (error) {
    if (error instanceof IndexError && error.defect === "missing") return null;
    throw error;
  }
  try {
    const { provenance, generation, species } = decodeIndex(bytes);
    return {
      source: provenance.source,
      // A damaged file is written anew even where the data have not changed.
      generation: isWhole(bytes) ? generation : null,
      genes: species.reduce((sum, entry) => sum + entry.genes, 0),
    };
  } catch (error) {
    if (bytes.length === 0 || startsLikeIndex(bytes) || force) return null;
    throw new AssemblError(
      `${output} is there and is no index (${reason(error)})`,
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
