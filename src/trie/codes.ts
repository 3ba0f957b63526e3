import { IndexError } from "../errors.ts";
import { STANDING_WORTH } from "./graph.ts";
import { NumberCode } from "./number-code.ts";

/** The numbers that the trie sections are made of, in the order in which the `codes` section holds their codes. */
export const CODE_NAMES = [
  /** Of a node: 0 where its header is written out, else 1 and up for a shared header. */
  "header",
  /** Of a header: 2 * edges of the node, plus 1 where a key ends in it. */
  "degree",
  /** Of a header: keys at and below the node, less one for each edge and one where a key ends in it. */
  "count",
  /** Of an edge: what it begins with, see EdgeSymbol. */
  "symbol",
  /** Of a label of several bytes: bytes less two; in the table of shared edges bytes less one. */
  "length",
  /** Of a label: index of a byte in the alphabet. */
  "character",
  /** Of an edge: bytes from its node back to its child. */
  "distance",
  /** Of an edge: cost of its child, as `encodeCost` writes it, so that a search need not read children that it does not enter. */
  "cost",
] as const;

export type CodeName = (typeof CODE_NAMES)[number];
export type Codes = Record<CodeName, NumberCode>;

/** A cost as a number that is not negative: code points, and STANDING_WORTH for each step of standing that they are less. */
export function encodeCost(cost: number): number {
  return cost >= 0 ? cost : cost + 2 * STANDING_WORTH * Math.ceil(-cost / STANDING_WORTH);
}

/** The cost that `encodeCost` wrote. */
export function decodeCost(written: number): number {
  return written < STANDING_WORTH
    ? written
    : written - 2 * STANDING_WORTH * Math.floor(written / STANDING_WORTH);
}

/** Stands for a header that is written out; any other number n stands for the shared header n - 1. */
export const WRITTEN_HEADER = 0;

/** What an edge begins with. Written edges go on with their label and, unless the child is the leaf, distance and cost. */
export const EdgeSymbol = {
  /** A label of one byte, to the leaf. */
  byteToLeaf: 0,
  /** A label of one byte, to another node. */
  byteToNode: 1,
  /** A longer label, to the leaf. */
  stringToLeaf: 2,
  /** A longer label, to another node. */
  stringToNode: 3,
  /** The edge before once more, its one-byte label one higher: most runs of digits are such. */
  successor: 4,
  /** This and higher numbers: an edge of the table of shared edges. */
  firstShared: 5,
} as const;

/** Limits of the tables of what is shared, as these are read into memory when an index is opened. */
export const MAXIMUM_SHARED_EDGES = 1 << 16;
export const MAXIMUM_SHARED_HEADERS = 1 << 14;
/** Bytes of all shared edges' labels: a hundred times those of all of Ensembl. */
export const MAXIMUM_SHARED_BYTES = 1 << 24;

/** The `codes` section: every number code, then the alphabet of the labels' bytes, most frequent first. */
export function encodeCodes(codes: Codes, alphabet: Uint8Array): Uint8Array {
  return Buffer.concat([...CODE_NAMES.map((name) => codes[name].toBytes()), alphabet]);
}

/** @throws IndexError where the section is damaged */
export function decodeCodes(section: Uint8Array): { codes: Codes; alphabet: Uint8Array } {
  const codes = {} as Codes;
  let offset = 0;
  for (const name of CODE_NAMES) {
    codes[name] = NumberCode.fromBytes(section, offset);
    offset += 1 + codes[name].widths.length;
  }
  const alphabet = section.slice(offset);
  if (alphabet.length > 256 || new Set(alphabet).size !== alphabet.length) {
    throw new IndexError("trie", "the index's alphabet is damaged");
  }
  return { codes, alphabet };
}
