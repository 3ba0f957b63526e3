/** Index files that no build writes: their checksums are correct, and their contents false. */

import { encodeAliases } from "../../../src/columns/aliases.ts";
import { encodeIdColumns } from "../../../src/columns/id-order.ts";
import type { SpeciesEntry } from "../../../src/format/document.ts";
import { encodeIndex } from "../../../src/format/index-file.ts";
import { BitWriter, bitsFor } from "../../../src/trie/bits.ts";
import { CODE_NAMES, type CodeName, EdgeSymbol, WRITTEN_HEADER } from "../../../src/trie/codes.ts";
import type { TrieSections } from "../../../src/trie/encoder.ts";
import { PROVENANCE } from "../../support/indexes/compiled.ts";

/** A node of a crafted trie; what is not given is correct. */
export interface CraftedNode {
  terminal?: boolean;
  count?: number;
  degree?: number;
  edges?: CraftedEdge[];
}

/** An edge to a node of the list, or to an address so many bytes back; or one that refers to other edges. */
export type CraftedEdge =
  | { label: string; to: number; cost?: number }
  | { label: string; back: number; cost?: number }
  | { shared: number }
  | "successor";

/** An edge in the table of shared edges; its child may have any address. */
export interface CraftedSharedEdge {
  label: string;
  address: number;
  cost?: number;
}

export interface CraftedTrie {
  /** Children come before their parents. */
  nodes: readonly CraftedNode[];
  shared?: readonly CraftedSharedEdge[];
  /** Bits of each kind of number; by default enough for any test. */
  widths?: Partial<Record<CodeName, number>>;
  alphabet?: string;
  /** Number of zeros after the last node. */
  moreNodeBytes?: number;
}

export const LEAF_NODE: CraftedNode = { terminal: true };

/** Each kind of number has a fixed width, which keeps crafted tries simple. */
const WIDTHS: Record<CodeName, number> = {
  header: 0,
  degree: 10,
  count: 30,
  symbol: 4,
  length: 12,
  character: 8,
  distance: 24,
  cost: 16,
};
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("latin1");

/** Writes the sections of a trie; `addresses[i]` is where node i begins. */
export function craftTrie(trie: CraftedTrie): { sections: TrieSections; addresses: number[] } {
  const { nodes, shared = [], widths, alphabet = ALL_BYTES, moreNodeBytes = 0 } = trie;
  const bits = { ...WIDTHS, ...widths };
  const honest = honestHeaders(nodes);
  const out = new BitWriter();
  const addresses: number[] = [];
  const writeLabel = (to: BitWriter, label: string) => {
    for (const character of label) to.write(alphabet.indexOf(character), bits.character);
  };
  const writeEdge = (edge: CraftedEdge, address: number) => {
    if (edge === "successor") return out.write(EdgeSymbol.successor, bits.symbol);
    if ("shared" in edge) return out.write(EdgeSymbol.firstShared + edge.shared, bits.symbol);
    const oneByte = edge.label.length === 1;
    out.write(oneByte ? EdgeSymbol.byteToNode : EdgeSymbol.stringToNode, bits.symbol);
    if (!oneByte) out.write(edge.label.length - 2, bits.length);
    writeLabel(out, edge.label);
    out.write("back" in edge ? edge.back : address - addresses[edge.to]!, bits.distance);
    out.write(edge.cost ?? ("to" in edge ? honest[edge.to]!.cost : 0), bits.cost);
  };
  for (const [i, node] of nodes.entries()) {
    const address = out.alignToByte();
    addresses.push(address);
    const { edges = [], degree = edges.length, terminal = false } = node;
    const count = node.count ?? honest[i]!.count;
    out.write(WRITTEN_HEADER, bits.header);
    out.write(2 * degree + Number(terminal), bits.degree);
    out.write(count - degree - Number(terminal), bits.count);
    for (const edge of edges) writeEdge(edge, address);
  }
  const nodeBytes = Buffer.concat([out.finish(), Buffer.alloc(moreNodeBytes)]);
  const table = new BitWriter();
  table.write(shared.length, 32);
  for (const { label, address, cost = 0 } of shared) {
    table.write(label.length - 1, bits.length);
    writeLabel(table, label);
    table.write(address, bitsFor(nodeBytes.length));
    table.write(cost, bits.cost);
  }
  const noHeaders = new BitWriter();
  noHeaders.write(0, 32);
  const codes = CODE_NAMES.flatMap((name) => [0, bits[name]]);
  return {
    sections: {
      codes: Buffer.concat([Uint8Array.from(codes), Buffer.from(alphabet, "latin1")]),
      headers: noHeaders.finish(),
      edges: table.finish(),
      nodes: nodeBytes,
    },
    addresses,
  };
}

/** The correct cost and count of each node, as far as its edges lead to nodes of the list. */
function honestHeaders(nodes: readonly CraftedNode[]): { cost: number; count: number }[] {
  const headers: { cost: number; count: number }[] = [];
  for (const { terminal = false, edges = [] } of nodes) {
    let cost = terminal ? 0 : Number.POSITIVE_INFINITY;
    let count = Number(terminal);
    for (const edge of edges) {
      const isKnown = edge !== "successor" && "to" in edge;
      const child = isKnown ? headers[edge.to]! : { cost: 0, count: 1 };
      cost = Math.min(cost, isKnown ? edge.label.length + child.cost : 1);
      count += child.count;
    }
    headers.push({ cost: count === 0 ? 0 : cost, count });
  }
  return headers;
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
  const { count } = { ...honestHeaders(trie.nodes)[place]!, ...trie.nodes[place] };
  const species: SpeciesEntry = {
    name: "homo_sapiens",
    labels: count,
    genes: count,
    root: addresses[place]!,
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
