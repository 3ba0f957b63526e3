import type { TrieSections } from "../trie/encoder.ts";

/** The first value of every index file. */
export const FORMAT_NAME = "assembl";
/** The layout that this program writes, and the only one so far. */
export const FORMAT_VERSION = 1;

/** One species of an index. */
export interface SpeciesEntry {
  name: string;
  /** Different labels. */
  labels: number;
  genes: number;
  /** Address of the root of its trie in the `nodes` section. */
  root: number;
  /** Where its columns begin in the `genes` section, in bytes. */
  columns: number;
}

/** Where an index came from; no part of its generation. */
export interface Provenance {
  /** The source without its password. */
  source: string;
  /** Ensembl's release, where the source tells; else null. */
  release: string | null;
  /** Rows of the source, those left out because they were given twice, and those refused by reason. */
  rows: { read: number; repeated: number; refused: Record<string, number> };
  /** `assembl 1.2.3` */
  builder: string;
  /** ISO 8601, UTC. */
  built: string;
}

/** The compiled data of an index, in the order in which the file holds them. */
export interface Sections extends TrieSections {
  /** The columns of all species' genes. */
  genes: Uint8Array;
}

export const SECTION_NAMES = ["codes", "headers", "edges", "nodes", "genes"] as const;

/** What a build makes of rows: all that the generation stands for. */
export interface IndexData {
  /** In byte order of their names. */
  species: SpeciesEntry[];
  sections: Sections;
}
