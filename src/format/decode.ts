import { decode } from "@msgpack/msgpack";
import { IndexError } from "../errors.ts";
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  type IndexData,
  OLDEST_FORMAT_VERSION,
  type Provenance,
  SECTION_NAMES,
  type Sections,
  type SpeciesEntry,
} from "./document.ts";
import { CHECKSUM_BYTES, DATA_START, startsLikeIndex } from "./encode.ts";
import { checkShape, noDocument, noIndex } from "./shape.ts";
import { fromVersion1, type SpeciesEntry1 } from "./version-1.ts";

/** More species than Ensembl, with all its divisions, will have for long. */
const MAXIMUM_SPECIES = 100_000;
/** What a header may hold; without limits a few bytes that declare a huge array take all memory. */
const LIMITS = {
  maxStrLength: 1 << 16,
  maxArrayLength: MAXIMUM_SPECIES,
  maxMapLength: 1 << 10,
  maxExtLength: 0,
};

/** An index file taken apart; sections are views of its bytes. */
export interface IndexDocument extends IndexData {
  version: number;
  generation: string;
  provenance: Provenance;
  /** The file's bytes that the generation is made of: species and sections. */
  data: Uint8Array;
}

/**
 * Reads an index file's header; checks its shape, but no checksum and no section.
 *
 * @throws IndexError naming the defect
 */
export function decodeIndex(bytes: Uint8Array): IndexDocument {
  if (bytes.length === 0) throw new IndexError("empty", "the index is an empty file");
  const document = decodeMap(bytes);
  if (document.format !== FORMAT_NAME) {
    throw noIndex();
  }
  const { version } = document;
  if (version !== FORMAT_VERSION && version !== OLDEST_FORMAT_VERSION) {
    throw new IndexError(
      "format-version",
      `the index has format version ${versionText(version)}, this program reads ${OLDEST_FORMAT_VERSION} and ${FORMAT_VERSION}`,
      "build it again, or use the program that built it",
    );
  }
  const { generation, provenance, species, sections, checksum } = document;
  if (typeof generation !== "string" || !GENERATION.test(generation)) throw malformed("generation");
  if (!isProvenance(provenance)) throw malformed("provenance");
  const isOld = version === OLDEST_FORMAT_VERSION;
  const sectionNames = isOld ? SECTION_NAMES_1 : SECTION_NAMES;
  const isEntry = isOld ? isSpeciesEntry1 : isSpeciesEntry;
  if (!Array.isArray(species) || !species.every(isEntry)) throw malformed("species");
  if (!isSections(sections, sectionNames)) throw malformed("sections");
  if (!(checksum instanceof Uint8Array) || checksum.length !== CHECKSUM_BYTES) {
    throw malformed("checksum");
  }
  const ends = sectionNames.map((name) => sections[name].byteOffset + sections[name].length);
  const data = bytes.subarray(DATA_START, Math.max(...ends) - bytes.byteOffset);
  const whole = isOld
    ? fromVersion1(species, sections)
    : { species: species as SpeciesEntry[], sections };
  return { version, generation, provenance, ...whole, data };
}

const SECTION_NAMES_1 = SECTION_NAMES.filter((name) => name !== "ids" && name !== "aliases");

const GENERATION_DIGITS = 32;
const GENERATION = /^[0-9a-f]{32}$/;

/**
 * The generation, from the first DATA_START bytes of a file alone; more of them may be given.
 *
 * @throws IndexError where they are not the start of an index that this program reads
 */
export function generationAtStart(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new IndexError("empty", "the index is an empty file");
  const start = Buffer.from(bytes.subarray(0, DATA_START));
  const generation = start.toString("latin1", DATA_START - GENERATION_DIGITS);
  if (startsLikeIndex(bytes) && GENERATION.test(generation)) return generation;
  throw new IndexError(
    "not-assembl",
    "the file is no index of Assembl, or of a version that this program does not read",
    "give a file that this version's `assembl build` wrote",
  );
}

function decodeMap(bytes: Uint8Array): Record<string, unknown> {
  checkShape(bytes);
  let value: unknown;
  try {
    value = decode(bytes, { ...LIMITS, maxBinLength: bytes.length });
  } catch (error) {
    throw noDocument(error);
  }
  if (isRecord(value)) return value;
  throw noIndex();
}

/** What stands there may be anything, and errors are one line. */
function versionText(version: unknown): string {
  return typeof version === "number" ? String(version) : "none";
}

function malformed(part: string): IndexError {
  return new IndexError("malformed", `the index's ${part} is missing or of another form`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** What entries of both versions have; no entry may have names of another form, as they are handed on. */
function isSpeciesEntry1(value: unknown): value is SpeciesEntry1 {
  if (!isRecord(value)) return false;
  const { name, names = [], labels, genes, root, columns } = value;
  return (
    typeof name === "string" &&
    Array.isArray(names) &&
    names.every((other) => typeof other === "string") &&
    [labels, genes, root, columns].every(isCount)
  );
}

function isSpeciesEntry(value: unknown): value is SpeciesEntry {
  if (!isRecord(value) || !isSpeciesEntry1(value)) return false;
  const { ids, aliases, aliasRoot, aliasColumns } = value as Record<string, unknown>;
  return [ids, aliases, aliasRoot, aliasColumns].every(isCount);
}

function isSections(value: unknown, names: readonly string[]): value is Sections {
  return isRecord(value) && names.every((name) => value[name] instanceof Uint8Array);
}

function isProvenance(value: unknown): value is Provenance {
  if (!isRecord(value) || !isRecord(value.rows) || !isRecord(value.rows.refused)) return false;
  return (
    typeof value.source === "string" &&
    (value.release === null || typeof value.release === "string") &&
    isCount(value.rows.read) &&
    isCount(value.rows.repeated) &&
    Object.values(value.rows.refused).every(isCount) &&
    typeof value.builder === "string" &&
    typeof value.built === "string"
  );
}
