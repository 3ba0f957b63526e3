import { IndexError } from "../errors.ts";
import { SpeciesGenes } from "../genes/columns.ts";
import { checkTrie } from "../trie/check.ts";
import { Trie } from "../trie/trie.ts";
import { decodeIndex, type IndexDocument } from "./decode.ts";
import type { SpeciesEntry } from "./document.ts";
import { CHECKSUM_BYTES, checksumOf, generationOf } from "./encode.ts";
import { OpenIndex } from "./open-index.ts";

/**
 * Checks that a file's bytes are the ones that were written.
 *
 * @throws IndexError where its shape or its checksum is wrong
 */
export function verifyChecksum(bytes: Uint8Array): IndexDocument {
  const document = decodeIndex(bytes);
  const end = bytes.length - CHECKSUM_BYTES;
  if (!checksumOf(bytes.subarray(0, end)).equals(bytes.subarray(end))) {
    throw new IndexError(
      "checksum",
      "the index's checksum does not fit its bytes: it was damaged after it was written",
      "copy it again from where it came from, or build it again",
    );
  }
  return document;
}

/**
 * Checks the bytes, and that the generation is the one of the data.
 *
 * @throws IndexError naming the defect
 */
export function verifyBytes(bytes: Uint8Array): IndexDocument {
  const document = verifyChecksum(bytes);
  if (generationOf(document.data) !== document.generation) {
    throw new IndexError("generation", "the index's generation does not fit its data");
  }
  return document;
}

/**
 * The full check: the bytes, then every node of the trie and every gene.
 *
 * @returns the index, as it had to be opened
 * @throws IndexError naming the defect
 */
export function verifyIndex(bytes: Uint8Array): OpenIndex {
  const document = verifyBytes(bytes);
  const { sections, species } = document;
  const trie = Trie.open(sections);
  checkTrie(trie, species);
  checkGenes(sections.genes, species);
  return new OpenIndex(bytes, document, trie);
}

/** Each species stands once, and its columns go from where the ones before end to where the next begin. */
function checkGenes(section: Uint8Array, species: readonly SpeciesEntry[]): void {
  let previous = "";
  let end = 0;
  for (const { name, columns, labels, genes } of species) {
    if (Buffer.compare(Buffer.from(previous), Buffer.from(name)) >= 0) {
      throw new IndexError("malformed", "the index's species are out of order or stand twice");
    }
    if (columns !== end) {
      throw new IndexError("genes", `the index's genes of ${name} do not begin where others end`);
    }
    const table = new SpeciesGenes(section, columns, labels, genes);
    table.check();
    previous = name;
    end = table.end;
  }
  if (end !== section.length) {
    throw new IndexError("genes", "the index's genes go on behind the last species");
  }
}
