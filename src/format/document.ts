import type { TrieSections } from "../trie/encoder.ts";

/** One species of an index. */
export interface SpeciesEntry {
  name: string;
  /** Other names of it, in byte order; absent where there are none. */
  names?: string[];
  /** `Human`, NCBI's taxon id, and `GRCh38.p14`; each absent where the source does not tell. */
  displayName?: string;
  taxon?: number;
  assembly?: string;
  /** How many different labels it has. */
  labels: number;
  genes: number;
  /** Address of the root of its trie in the `nodes` section. */
  root: number;
  /** How most of its labels show their letters, see `names/case-pattern.ts`. */
  casePattern: number;
  /** Where its columns begin in the `genes` section, in bytes. */
  columns: number;
  /** Where the order of its stable ids begins in the `ids` section, in bytes. */
  ids: number;
  /** How many different aliases it has. */
  aliases: number;
  /** Address of the root of the aliases' trie in the `nodes` section. */
  aliasRoot: number;
  /** How most of the aliases show their letters. */
  aliasCasePattern: number;
  /** Where the aliases' columns begin in the `aliases` section, in bytes. */
  aliasColumns: number;
  /** Where the columns of its biotypes begin in the `biotype` section, in bytes; absent where no gene has one. */
  biotype?: number;
}

/** Where an index came from. It does not count for the generation. */
export interface Provenance {
  /** The source without its password. */
  source: string;
  /** Ensembl's release; null where the source does not tell. */
  release: string | null;
  /** Rows that the source gave, those left out as they were given before, and those refused, by reason. */
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
  /** The order of their stable ids. */
  ids: Uint8Array;
  /** The columns of their aliases. */
  aliases: Uint8Array;
  /** The columns of biotypes; absent where no species has any. */
  biotype?: Uint8Array;
}

export const SECTION_NAMES = ["edges", "nodes", "genes", "ids", "aliases"] as const;
/** Sections that only some indexes have, behind the others. */
export const OPTIONAL_SECTIONS = ["biotype"] as const;

/** What a build makes of rows. The generation is its hash. */
export interface IndexData {
  /** In byte order of their names. */
  species: SpeciesEntry[];
  sections: Sections;
}
