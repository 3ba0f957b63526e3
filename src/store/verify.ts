import { SpeciesAliases } from "../columns/aliases.ts";
import { IdOrder } from "../columns/id-order.ts";
import { optionalColumns, SpeciesGenes } from "../columns/species-genes.ts";
import { IndexError } from "../errors.ts";
import {
  CHECKSUM_BYTES,
  checksumOf,
  decodeIndex,
  generationOf,
  type IndexDocument,
} from "../format/index-file.ts";
import { OpenIndex } from "../lookup/open-index.ts";
import { rankedName } from "../names/order.ts";
import { checkTrie } from "../trie/check.ts";
import { Trie } from "../trie/trie.ts";
import { TrieSearch } from "../trie/trie-search.ts";

/**
 * Checks that a file's bytes are those that were written.
 *
 * @throws IndexError where its shape or its checksum is wrong
 */
export function verifyChecksum(bytes: Uint8Array): IndexDocument {
  const document = decodeIndex(bytes);
  const end = bytes.length - CHECKSUM_BYTES;
  if (!checksumOf([bytes.subarray(0, end)]).equals(bytes.subarray(end))) {
    throw new IndexError(
      "checksum",
      "the index's checksum does not fit its bytes: it was damaged after it was written",
      "copy it again from where it came from, or build it again",
    );
  }
  return document;
}

/**
 * Checks the bytes, and that the generation fits the data.
 *
 * @throws IndexError naming the defect
 */
export function verifyBytes(bytes: Uint8Array): IndexDocument {
  const document = verifyChecksum(bytes);
  if (generationOf([document.data]) !== document.generation) {
    throw new IndexError("generation", "the index's generation does not fit its data");
  }
  return document;
}

/**
 * The full check: the bytes, then every node of the trie, gene and alias.
 *
 * @returns the index, opened
 * @throws IndexError naming the defect
 */
export function verifyIndex(bytes: Uint8Array): OpenIndex {
  const document = verifyBytes(bytes);
  const { sections, species } = document;
  const trie = Trie.open(sections);
  checkTrie(trie, species);
  checkSpecies(document, new TrieSearch(trie));
  return new OpenIndex(bytes, document, trie);
}

/** Species are in order, and their columns fill each section without gaps. */
function checkSpecies({ sections, species }: IndexDocument, search: TrieSearch): void {
  let previous = "";
  const ends = { genes: 0, ids: 0, aliases: 0, biotype: 0 };
  for (const entry of species) {
    const { name, columns, labels, genes } = entry;
    if (Buffer.compare(Buffer.from(previous), Buffer.from(name)) >= 0) {
      throw new IndexError("malformed", "the index's species are out of order or repeated");
    }
    previous = name;
    const { biotype = ends.biotype } = entry;
    const offsets = { genes: columns, ids: entry.ids, aliases: entry.aliasColumns, biotype };
    for (const section of COLUMN_SECTIONS) {
      if (offsets[section] === ends[section]) continue;
      throw new IndexError(
        "genes",
        `the index's ${section} of ${name} do not begin where those before end`,
      );
    }
    const optional = optionalColumns(sections, entry);
    const table = new SpeciesGenes(sections.genes, columns, labels, genes, optional);
    const ids = new IdOrder(sections.ids, entry.ids, table);
    const aliases = new SpeciesAliases(sections.aliases, entry.aliasColumns, entry.aliases);
    const labelAt = (number: number) => {
      const root = { address: entry.root, casePattern: entry.casePattern };
      const found = search.nameAt(root, number);
      return rankedName(found.name, found.standing);
    };
    table.check();
    ids.check(labelAt);
    aliases.check({ size: labels, labelAt });
    ends.genes = table.end;
    ends.ids = ids.end;
    ends.aliases = aliases.end;
    ends.biotype = optional.biotype?.end ?? ends.biotype;
  }
  for (const section of COLUMN_SECTIONS) {
    if (ends[section] === (sections[section]?.length ?? 0)) continue;
    throw new IndexError("genes", `the index's ${section} go on after those of the last species`);
  }
}

const COLUMN_SECTIONS = ["genes", "ids", "aliases", "biotype"] as const;
