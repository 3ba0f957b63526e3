/** The index file, one msgpack map: `encodeIndex` writes what `decodeIndex` reads. `docs/FORMAT.md` draws it. */

import { decode, encode } from "@msgpack/msgpack";
import { IndexError } from "../errors.ts";
import { ALL_LOWER, PATTERN_END } from "../names/case-pattern.ts";
import { MOST_OTHER_NAMES, MOST_OTHER_NAMES_IN_ALL } from "../names/species-names.ts";
import {
  type IndexData,
  OPTIONAL_SECTIONS,
  type Provenance,
  SECTION_NAMES,
  type Sections,
  type SpeciesEntry,
} from "./document.ts";
import { checkShape, notAnIndex, notMsgpack } from "./shape.ts";

const FORMAT_NAME = "assembl";
/** The one layout that this program writes and reads; each change of the layout raises it. */
export const FORMAT_VERSION = 4;
/** The members of the map, in their order. */
const MEMBERS = [
  "format",
  "version",
  "generation",
  "species",
  "sections",
  "provenance",
  "checksum",
];
const KEY_BEHIND_DATA = 2 * MEMBERS.indexOf("provenance");
/** The generation is the beginning of a SHA-256 over the data, in hexadecimal digits. */
const GENERATION_DIGITS = 32;
const GENERATION = /^[0-9a-f]{32}$/;
/** The checksum is a SHA-256 over all bytes before it, at the very end of the file. */
export const CHECKSUM_BYTES = 32;

const FIXED_MAP = 0x80;
const BIN_8 = 0xc4;
const BIN_32 = 0xc6;
/** Numbers up to here are one byte, which is the number. */
const LARGEST_FIXED_NUMBER = 0x7f;

/** What every index file begins with, whatever its version. */
const BEGINNING = Buffer.concat([mapHeader(MEMBERS.length), encode("format"), encode(FORMAT_NAME)]);
const VERSION_AT = BEGINNING.length + encode("version").length;

/** Everything before the key `species`. */
function opening(generation: string): Uint8Array[] {
  return [
    BEGINNING,
    encode("version"),
    encode(FORMAT_VERSION),
    encode("generation"),
    encode(generation),
  ];
}

/** Where the key `species`, and with it the data, begins in every file. */
export const DATA_START = Buffer.concat(opening("0".repeat(GENERATION_DIGITS))).length;

/** The largest index that is written, and taken from a file, a web server or Redis: some 70 million genes. */
export const LARGEST_INDEX_BYTES = 2 ** 30;

/** The largest number of species that is read: more than all divisions of Ensembl have. */
const MAXIMUM_SPECIES = 100_000;
/** Without limits a few bytes that declare a huge array would take all memory. */
const DECODE_LIMITS = {
  maxStrLength: 1 << 16,
  maxArrayLength: MAXIMUM_SPECIES,
  maxMapLength: 1 << 10,
  maxExtLength: 0,
};

/** An index as it is written, and the generation that names its data. */
export interface EncodedIndex {
  generation: string;
  /** The file's bytes, in order; in parts, so that no section is copied. */
  parts: Uint8Array[];
}

/** An index file taken apart; sections are views of its bytes. */
export interface IndexDocument extends IndexData {
  generation: string;
  provenance: Provenance;
  /** The bytes that the generation is made of: species and sections. */
  data: Uint8Array;
}

/** Writes an index. */
export function encodeIndex(
  { species, sections }: IndexData,
  provenance: Provenance,
): EncodedIndex {
  const optional = OPTIONAL_SECTIONS.filter((name) => sections[name] !== undefined);
  const names = [...SECTION_NAMES, ...optional];
  const data = [
    encode("species"),
    encode(species),
    encode("sections"),
    mapHeader(names.length),
    ...names.flatMap((name) => [encode(name), binHeader(sections[name]!), sections[name]!]),
  ];
  const generation = generationOf(data);
  const parts = [
    ...opening(generation),
    ...data,
    encode("provenance"),
    encode(provenance),
    encode("checksum"),
    Uint8Array.of(BIN_8, CHECKSUM_BYTES),
  ];
  return { generation, parts: [...parts, checksumOf(parts)] };
}

/**
 * Reads an index file and checks its shape, but neither a checksum nor what is in the sections.
 *
 * @throws IndexError naming the defect
 */
export function decodeIndex(bytes: Uint8Array): IndexDocument {
  const { document, dataEnd } = decodeMap(bytes);
  if (document.format !== FORMAT_NAME) throw notAnIndex();
  if (document.version !== FORMAT_VERSION) throw otherVersion(document.version);
  const { generation, provenance, species, sections, checksum } = document;
  if (typeof generation !== "string" || !GENERATION.test(generation)) throw malformed("generation");
  if (!isProvenance(provenance)) throw malformed("provenance");
  if (!Array.isArray(species) || !species.every(isSpeciesEntry)) throw malformed("species");
  const names = species.reduce((sum, { names: others = [] }) => sum + others.length, 0);
  if (names > MOST_OTHER_NAMES_IN_ALL) throw malformed("species");
  if (!isSections(sections)) throw malformed("sections");
  const lacks = (name: (typeof OPTIONAL_SECTIONS)[number]) =>
    sections[name] === undefined && species.some((entry) => entry[name] !== undefined);
  if (OPTIONAL_SECTIONS.some(lacks)) throw malformed("species");
  if (!(checksum instanceof Uint8Array) || checksum.length !== CHECKSUM_BYTES) {
    throw malformed("checksum");
  }
  const isInOrder = Object.keys(document).join() === MEMBERS.join();
  if (!isInOrder || !startsLikeIndex(bytes)) throw malformed("order of members");
  const data = bytes.subarray(DATA_START, dataEnd);
  return { generation, provenance, species, sections, data };
}

/**
 * The generation, from the first DATA_START bytes of a file alone; more of them may be given.
 *
 * @throws IndexError where they are not the beginning of an index of FORMAT_VERSION
 */
export function generationAtStart(bytes: Uint8Array): string {
  if (bytes.length === 0) throw emptyFile();
  if (startsLikeIndex(bytes)) {
    const version = bytes[VERSION_AT] ?? Number.POSITIVE_INFINITY;
    if (version !== FORMAT_VERSION && version <= LARGEST_FIXED_NUMBER) throw otherVersion(version);
    const start = Buffer.from(bytes.subarray(0, DATA_START));
    const generation = start.toString("latin1", DATA_START - GENERATION_DIGITS);
    if (version === FORMAT_VERSION && GENERATION.test(generation)) return generation;
  }
  throw new IndexError(
    "not-assembl",
    "the file is not an Assembl index, or not of a version that this program reads",
    "give a file that this version's `assembl build` wrote",
  );
}

/** Whether the bytes, of any version and perhaps cut short, were begun as an index. */
export function startsLikeIndex(bytes: Uint8Array): boolean {
  return BEGINNING.equals(bytes.subarray(0, BEGINNING.length));
}

/** The generation of data, given as its bytes in the file: from DATA_START to the end of the last section. */
export function generationOf(data: readonly Uint8Array[]): string {
  return sha256(data).toString("hex").slice(0, GENERATION_DIGITS);
}

/** The checksum that a file with these bytes before it ends in. */
export function checksumOf(bytes: readonly Uint8Array[]): Buffer {
  return sha256(bytes);
}

function sha256(parts: readonly Uint8Array[]): Buffer {
  const hash = new Bun.CryptoHasher("sha256");
  for (const part of parts) hash.update(part);
  return Buffer.from(hash.digest());
}

function mapHeader(keys: number): Uint8Array {
  return Uint8Array.of(FIXED_MAP | keys);
}

/** Always the five-byte form, so that a section's size does not change the layout around it. */
function binHeader(section: Uint8Array): Uint8Array {
  const header = Buffer.alloc(5);
  header[0] = BIN_32;
  header.writeUInt32BE(section.length, 1);
  return header;
}

/** The document, and where the data in it end: species and sections, also those that this program does not know. */
function decodeMap(bytes: Uint8Array): { document: Record<string, unknown>; dataEnd: number } {
  if (bytes.length === 0) throw emptyFile();
  const starts = checkShape(bytes, 2 * MEMBERS.length);
  let value: unknown;
  try {
    value = decode(bytes, { ...DECODE_LIMITS, maxBinLength: bytes.length });
  } catch (error) {
    throw notMsgpack(error);
  }
  if (!isRecord(value)) throw notAnIndex();
  return { document: value, dataEnd: starts[KEY_BEHIND_DATA] ?? bytes.length };
}

function emptyFile(): IndexError {
  return new IndexError("empty", "the index is an empty file");
}

/** @param version the value in the file, which may be anything */
function otherVersion(version: unknown): IndexError {
  const stated = typeof version === "number" ? `format version ${version}` : "no format version";
  return new IndexError(
    "format-version",
    `the index has ${stated}, and this program reads version ${FORMAT_VERSION} alone`,
    "build it again with this program, or use the program that built it",
  );
}

function malformed(part: string): IndexError {
  return new IndexError("malformed", `the index's ${part} is missing or malformed`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isSpeciesEntry(value: unknown): value is SpeciesEntry {
  if (!isRecord(value)) return false;
  const { name, names = [], ...numbers } = value;
  const { labels, genes, root, columns, ids, aliases, aliasRoot, aliasColumns } = numbers;
  const { casePattern, aliasCasePattern } = numbers;
  const { displayName = "", taxon = 0, assembly = "" } = numbers;
  return (
    typeof displayName === "string" &&
    isCount(taxon) &&
    typeof assembly === "string" &&
    typeof name === "string" &&
    Array.isArray(names) &&
    names.length <= MOST_OTHER_NAMES &&
    names.every((other) => typeof other === "string") &&
    [labels, genes, root, columns, ids, aliases, aliasRoot, aliasColumns].every(isCount) &&
    OPTIONAL_SECTIONS.every((name) => numbers[name] === undefined || isCount(numbers[name])) &&
    [casePattern, aliasCasePattern].every(isCasePattern)
  );
}

/** A pattern of one letter at least that fits into a key. */
function isCasePattern(value: unknown): boolean {
  return isCount(value) && value >= ALL_LOWER && value < PATTERN_END;
}

function isSections(value: unknown): value is Sections {
  return (
    isRecord(value) &&
    SECTION_NAMES.every((name) => value[name] instanceof Uint8Array) &&
    OPTIONAL_SECTIONS.every(
      (name) => value[name] === undefined || value[name] instanceof Uint8Array,
    )
  );
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
