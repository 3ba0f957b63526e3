/** Index files that no build writes: their checksums are correct, and their contents false. */

import { encodeAliases } from "../../../src/columns/aliases.ts";
import { encodeIdColumns } from "../../../src/columns/id-order.ts";
import type { SpeciesEntry } from "../../../src/format/document.ts";
import { encodeIndex } from "../../../src/format/index-file.ts";
import { ALL_LOWER } from "../../../src/names/case-pattern.ts";
import { ByteWriter } from "../../../src/trie/byte-writer.ts";
import { costOf, endIn } from "../../../src/trie/cost.ts";
import { writeEdge, writeReference } from "../../../src/trie/edge.ts";
import type { TrieSections } from "../../../src/trie/encoder.ts";
import { encodeSharedEdges } from "../../../src/trie/shared-edges.ts";
import { PROVENANCE } from "../../support/indexes/compiled.ts";

/** A node of a crafted trie; what is not given is correct. */
export interface CraftedNode {
  degree?: number;
  edges?: CraftedEdge[];
}

/**
 * Leads to the node at an index of the list, or so many bytes back; or is one of the shared edges. Cost and count are
 * those that it claims of its child.
 */
export type CraftedEdge =
  | { label: CraftedLabel; to: number; cost?: number; count?: number }
  | { label: CraftedLabel; back: number; cost?: number; count?: number }
  | { shared: number };

/** A text, or bytes. */
export type CraftedLabel = string | Uint8Array;

/** An edge in the table of shared edges; its child may have any address. */
export interface CraftedSharedEdge {
  label: string;
  address: number;
  cost?: number;
  count?: number;
}

export interface CraftedTrie {
  /** Children come before their parents. */
  nodes: readonly CraftedNode[];
  shared?: readonly CraftedSharedEdge[];
  /** Bytes after the last node. */
  moreNodeBytes?: readonly number[];
}

export const LEAF_NODE: CraftedNode = {};

/** Writes the sections of a trie; `addresses[i]` is where node i begins. */
export function craftTrie({ nodes, shared = [], moreNodeBytes = [] }: CraftedTrie): {
  sections: TrieSections;
  addresses: number[];
} {
  const honest = honestNodes(nodes);
  const out = new ByteWriter();
  const addresses: number[] = [];
  for (const { edges = [], degree = edges.length } of nodes) {
    addresses.push(out.length);
    out.number(degree);
    for (const edge of edges) {
      if ("shared" in edge) {
        writeReference(out, edge.shared);
        continue;
      }
      const isLeaf = "to" in edge && edge.to === 0;
      const child = "to" in edge ? honest[edge.to]! : { cost: 0, count: 1 };
      writeEdge(out, {
        label: bytesOf(edge.label),
        distance: "back" in edge ? edge.back : isLeaf ? 0 : out.length - addresses[edge.to]!,
        cost: edge.cost ?? child.cost,
        count: edge.count ?? child.count,
      });
    }
  }
  out.bytes(moreNodeBytes);
  const edges = shared.map(({ label, address, cost = 0, count = 1 }) => ({
    label: Buffer.from(label),
    child: address,
    cost,
    count,
  }));
  return { sections: { edges: encodeSharedEdges(edges), nodes: out.finish() }, addresses };
}

const bytesOf = (label: CraftedLabel): Uint8Array =>
  typeof label === "string" ? Buffer.from(label) : label;

/** What each node's cost and count should be; of edges that are crafted otherwise nothing is known. */
function honestNodes(nodes: readonly CraftedNode[]): { cost: number; count: number }[] {
  const honest: { cost: number; count: number }[] = [];
  for (const [i, { edges = [] }] of nodes.entries()) {
    let cost = i === 0 ? 0 : Number.POSITIVE_INFINITY;
    let count = Number(i === 0);
    for (const edge of edges) {
      // A leaf with an edge to itself has nothing before it.
      const child = ("to" in edge && honest[edge.to]) || { cost: 0, count: 1 };
      const label = bytesOf("label" in edge ? edge.label : "x");
      const childCost = endIn(label, 0, label.length) < 0 ? child.cost : 0;
      cost = Math.min(cost, costOf(label, 0, label.length) + childCost);
      count += child.count;
    }
    honest.push({ cost: count === 0 ? 0 : cost, count });
  }
  return honest;
}

/** Nodes that each lead to the one before by all of these labels; with two labels every level doubles the number of keys. */
export function ladder(labels: readonly string[], levels: number): CraftedNode[] {
  const steps = Array.from({ length: levels }, (_, below) => ({
    edges: labels.map((label) => ({ label, to: below })),
  }));
  return [LEAF_NODE, ...steps];
}

/** The columns of genes without any values, one gene for each label. */
export function columnsOfNothing(genes: number): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(genes);
  const numbers = (of: Uint8Array) => Buffer.concat([Buffer.alloc(1), of, Buffer.alloc(4)]);
  const column = numbers(size);
  const none = numbers(Buffer.alloc(4));
  const noTexts = Buffer.concat([none, Buffer.alloc(4)]);
  const last = none;
  const marks = none;
  const idColumns = [noTexts, column, column];
  const placeColumns = [noTexts, column, column, column];
  const noOtherIds = [noTexts, none, none, none];
  return Buffer.concat([
    last,
    marks,
    ...idColumns,
    ...placeColumns,
    noTexts,
    column,
    ...noOtherIds,
  ]);
}

/** The sections of ids and aliases, if there are none. */
const NO_IDS = encodeIdColumns({ stable: [], versioned: [], other: [] });
const NO_ALIASES = encodeAliases({
  last: new Uint8Array(0),
  labels: new Uint32Array(0),
});

export interface CraftedIndex extends CraftedTrie {
  /** The node that is the species' root; by default the last one. */
  root?: number;
  /** False values of the species. */
  claims?: Partial<SpeciesEntry>;
  genes?: Uint8Array;
  ids?: Uint8Array;
  aliases?: Uint8Array;
}

/** An index of one species, `homo_sapiens`, with correct checksum and generation. */
export function craftIndex({
  root,
  claims,
  genes,
  ids = NO_IDS,
  aliases = NO_ALIASES,
  ...trie
}: CraftedIndex): Uint8Array {
  const { sections, addresses } = craftTrie(trie);
  const place = root ?? trie.nodes.length - 1;
  const count = honestNodes(trie.nodes)[place]?.count ?? 0;
  const species: SpeciesEntry = {
    name: "homo_sapiens",
    labels: count,
    genes: count,
    root: addresses[place]!,
    casePattern: ALL_LOWER,
    aliasCasePattern: ALL_LOWER,
    columns: 0,
    ids: 0,
    aliases: 0,
    aliasRoot: 0,
    aliasColumns: 0,
    ...claims,
  };
  const data = {
    species: [species],
    sections: {
      ...sections,
      genes: genes ?? columnsOfNothing(species.genes),
      ids,
      aliases,
    },
  };
  return Buffer.concat(encodeIndex(data, PROVENANCE).parts);
}
