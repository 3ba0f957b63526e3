import { encode } from "@msgpack/msgpack";
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  type IndexData,
  type Provenance,
  SECTION_NAMES,
} from "./document.ts";

/** SHA-256, at the very end of the file, over all bytes before it. */
export const CHECKSUM_BYTES = 32;
const GENERATION_BYTES = 16;

const BIN_8 = 0xc4;
const BIN_32 = 0xc6;
const FIXED_MAP = 0x80;

/** An index as it is written, and the generation that names its data. */
export interface EncodedIndex {
  generation: string;
  /** The file's bytes, in order; in parts, so that no section is copied. */
  parts: Uint8Array[];
}

/** Writes an index as one msgpack map; `docs/FORMAT.md` draws it. */
export function encodeIndex(
  { species, sections }: IndexData,
  provenance: Provenance,
): EncodedIndex {
  const data = [
    encode("species"),
    encode(species),
    encode("sections"),
    mapHeader(SECTION_NAMES.length),
    ...SECTION_NAMES.flatMap((name) => [encode(name), binHeader(sections[name]), sections[name]]),
  ];
  const generation = digest(data).subarray(0, GENERATION_BYTES).toString("hex");
  const parts = [
    ...opening(generation),
    ...data,
    encode("provenance"),
    encode(provenance),
    encode("checksum"),
    Uint8Array.of(BIN_8, CHECKSUM_BYTES),
  ];
  return { generation, parts: [...parts, digest(parts)] };
}

/** Everything before the key `species`. */
function opening(generation: string): Uint8Array[] {
  return [
    mapHeader(7),
    encode("format"),
    encode(FORMAT_NAME),
    encode("version"),
    encode(FORMAT_VERSION),
    encode("generation"),
    encode(generation),
  ];
}

/** Whether a file, whole or not, was begun as an index. */
export function startsLikeIndex(bytes: Uint8Array): boolean {
  const start = Buffer.concat(opening("").slice(0, 3));
  return start.equals(bytes.subarray(0, start.length));
}

/** Where the key `species` stands in every file: what comes before has one length. */
export const DATA_START = Buffer.concat(opening("0".repeat(2 * GENERATION_BYTES))).length;

/** The generation of data, given as its bytes in the file: from DATA_START to the end of the last section. */
export function generationOf(data: Uint8Array): string {
  return digest([data]).subarray(0, GENERATION_BYTES).toString("hex");
}

/** The checksum that a file with these bytes before it ends in. */
export function checksumOf(bytes: Uint8Array): Buffer {
  return digest([bytes]);
}

function mapHeader(entries: number): Uint8Array {
  return Uint8Array.of(FIXED_MAP | entries);
}

/** Always the five-byte form, so that a section's size does not change the layout around it. */
function binHeader(section: Uint8Array): Uint8Array {
  const header = Buffer.alloc(5);
  header[0] = BIN_32;
  header.writeUInt32BE(section.length, 1);
  return header;
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const hash = new Bun.CryptoHasher("sha256");
  for (const part of parts) hash.update(part);
  return Buffer.from(hash.digest());
}
