import { SpeciesAliases } from "../columns/aliases.ts";
import { IdOrder } from "../columns/id-order.ts";
import { optionalColumns, SpeciesGenes } from "../columns/species-genes.ts";
import { IndexError } from "../errors.ts";
import { OPTIONAL_SECTIONS, type SpeciesEntry } from "../format/document.ts";
import {
  CHECKSUM_BYTES,
  checksumOf,
  decodeIndex,
  generationOf,
  type IndexDocument,
} from "../format/index-file.ts";
import { OpenIndex } from "../lookup/open-index.ts";
import { foldEnd, nameOfKey } from "../names/key.ts";
import { compareTexts, type RankedName, rankedName } from "../names/order.ts";
import { checkTrie, type TrieCheck } from "../trie/check.ts";
import { Keys } from "../trie/keys.ts";
import { Trie } from "../trie/trie.ts";
import { TrieSearch } from "../trie/trie-search.ts";
import { type CheckedNames, NameCheck } from "./verify-names.ts";

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
  checkSpecies(document, trie, checkTrie(trie, species));
  return new OpenIndex(bytes, document, trie);
}

/** Species are in order, and their columns fill each section without gaps. */
function checkSpecies({ sections, species }: IndexDocument, trie: Trie, nodes: TrieCheck): void {
  const search = new TrieSearch(trie);
  const nameCheck = new NameCheck(trie, nodes);
  const keys = new Keys(trie);
  let previous = "";
  const ends = { genes: 0, ids: 0, aliases: 0, ...NO_OPTIONAL };
  for (const entry of species) {
    const { name, columns, labels, genes } = entry;
    if (Buffer.compare(Buffer.from(previous), Buffer.from(name)) >= 0) {
      throw new IndexError("malformed", "the index's species are out of order or repeated");
    }
    previous = name;
    const areInOrder = entry.names?.every((other, i, names) => {
      return i === 0 || compareTexts(names[i - 1]!, other) < 0;
    });
    if (areInOrder === false) {
      throw new IndexError(
        "malformed",
        `the index's names of ${name} are out of order or repeated`,
      );
    }
    const offsets = { ...entry, genes: columns, aliases: entry.aliasColumns };
    for (const section of COLUMN_SECTIONS) {
      if ((offsets[section] ?? ends[section]) === ends[section]) continue;
      throw new IndexError(
        "genes",
        `the index's ${section} of ${name} do not begin where those before end`,
      );
    }
    const optional = optionalColumns(sections, entry);
    const table = new SpeciesGenes(sections.genes, columns, labels, genes, optional);
    const ids = new IdOrder(sections.ids, entry.ids, table);
    const aliases = new SpeciesAliases(sections.aliases, entry.aliasColumns, entry.aliases);
    const root = { address: entry.root, casePattern: entry.casePattern };
    nameCheck.check({ root: entry.root, casePattern: entry.casePattern });
    table.check();
    ids.check((number) => {
      const found = search.nameAt(root, number);
      return rankedName(found.name, found.standing);
    });
    if (entry.aliases > 0) checkAliases(aliases, entry, keys, nameCheck);
    ends.genes = table.end;
    ends.ids = ids.end;
    ends.aliases = aliases.end;
    for (const name of OPTIONAL_SECTIONS) ends[name] = optional[name]?.end ?? ends[name];
  }
  for (const section of COLUMN_SECTIONS) {
    if (ends[section] === (sections[section]?.length ?? 0)) continue;
    throw new IndexError("genes", `the index's ${section} go on after those of the last species`);
  }
}

/** Aliases have the right keys, and are paired with their labels in order. */
function checkAliases(
  aliases: SpeciesAliases,
  entry: SpeciesEntry,
  keys: Keys,
  names: NameCheck,
): void {
  const labels = { root: entry.root, casePattern: entry.casePattern };
  names.allow(entry.labels);
  let ranked: ReadonlyMap<number, RankedName> | null = null;
  aliases.check({
    size: entry.labels,
    labelAt: (number) => {
      ranked ??= rankedNames(keys, labels, aliases.sharedLabels(entry.labels));
      return ranked.get(number)!;
    },
  });
  const root = { root: entry.aliasRoot, casePattern: entry.aliasCasePattern };
  names.check({
    ...root,
    onTwice: (a, b) => {
      if (!aliases.shareLabel(a, b)) return;
      throw new IndexError("genes", "the index's aliases include one that a label has twice");
    },
  });
  const ofLabels = names.standingsOf(labels, entry.labels);
  const ofAliases = names.standingsOf(root, entry.aliases);
  aliases.checkStandings(ofAliases, ofLabels);
}

/** Some names of a root by their numbers, which are in ascending order. */
function rankedNames(
  keys: Keys,
  { root, casePattern }: CheckedNames,
  numbers: Uint32Array,
): ReadonlyMap<number, RankedName> {
  const ranked = new Map<number, RankedName>();
  let i = 0;
  for (const _ of keys.some(root, numbers)) {
    const { bytes, length } = keys;
    const end = foldEnd(bytes, 0, length);
    const name = nameOfKey(bytes, 0, end, length, casePattern);
    ranked.set(numbers[i++]!, rankedName(name, end < length ? bytes[end]! : 0));
  }
  return ranked;
}

const COLUMN_SECTIONS = ["genes", "ids", "aliases", ...OPTIONAL_SECTIONS] as const;
const NO_OPTIONAL = Object.fromEntries(OPTIONAL_SECTIONS.map((name) => [name, 0])) as Record<
  (typeof OPTIONAL_SECTIONS)[number],
  number
>;
