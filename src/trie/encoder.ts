import { ByteWriter, numberLength } from "./byte-writer.ts";
import { SHORT_REFERENCES, writeEdge, writeReference } from "./edge.ts";
import { LEAF, type TrieGraph } from "./graph.ts";
import {
  encodeSharedEdges,
  MAXIMUM_SHARED_BYTES,
  MAXIMUM_SHARED_EDGES,
  type SharedEdge,
} from "./shared-edges.ts";

/** The trie's sections of an index file; `docs/FORMAT.md` draws them. */
export interface TrieSections {
  /** The table of shared edges. */
  edges: Uint8Array;
  /** All nodes, children before parents. */
  nodes: Uint8Array;
}

/** What stands in fewer nodes than this is cheaper written out where it stands. */
const MINIMUM_SHARED_USES = 3;
/** Bytes that most edges to a node take beside their label. */
const USUAL_CHILD_BYTES = 3;
const NOT_SHARED = -1;

/** Writes a graph as bytes; `addresses[node]` is where the node begins in the `nodes` section. */
export function encodeGraph(graph: TrieGraph): { sections: TrieSections; addresses: Uint32Array } {
  const shared = chooseShared(graph);
  const references = new Int32Array(graph.edges.size).fill(NOT_SHARED);
  for (const [reference, edge] of shared.entries()) references[edge] = reference;
  const { nodes, addresses } = encodeNodes(graph, references);
  const edges = shared.map((edge): SharedEdge => {
    const child = graph.child(edge);
    return {
      label: labelOf(graph, edge),
      child: addresses[child]!,
      cost: graph.costs[child]!,
      count: graph.counts[child]!,
    };
  });
  return { sections: { edges: encodeSharedEdges(edges), nodes }, addresses };
}

function encodeNodes(
  graph: TrieGraph,
  references: Int32Array,
): { nodes: Uint8Array; addresses: Uint32Array } {
  const { items, starts, size } = graph.nodes;
  const addresses = new Uint32Array(size);
  const out = new ByteWriter();
  for (let node = 0; node < size; node++) {
    addresses[node] = out.length;
    const end = starts[node + 1]!;
    out.number(end - starts[node]!);
    for (let i = starts[node]!; i < end; i++) {
      const edge = items[i]!;
      const reference = references[edge]!;
      if (reference !== NOT_SHARED) {
        writeReference(out, reference);
        continue;
      }
      const child = graph.child(edge);
      writeEdge(out, {
        label: labelOf(graph, edge),
        distance: child === LEAF ? 0 : out.length - addresses[child]!,
        cost: graph.costs[child]!,
        count: graph.counts[child]!,
      });
    }
  }
  return { nodes: out.finish(), addresses };
}

/** The edges worth a place in the table, those first that save most where one byte names them. */
function chooseShared(graph: TrieGraph): number[] {
  const uses = new Int32Array(graph.edges.size);
  const { items, starts, size } = graph.nodes;
  for (let i = 0; i < starts[size]!; i++) uses[items[i]!]!++;
  const lengths = Int32Array.from(uses, (_, edge) => writtenLength(graph, edge));
  const saved = (edge: number) => uses[edge]! * (lengths[edge]! - 1);
  const worthwhile = [...uses.keys()].filter((edge) => uses[edge]! >= MINIMUM_SHARED_USES);
  worthwhile.sort((a, b) => saved(b) - saved(a) || a - b);
  let bytes = 0;
  return worthwhile
    .filter((edge, i) => i < SHORT_REFERENCES || savesByLongReference(edge))
    .filter((edge) => {
      bytes += graph.labelEnd(edge) - graph.labelStart(edge);
      return bytes <= MAXIMUM_SHARED_BYTES;
    })
    .slice(0, MAXIMUM_SHARED_EDGES);

  function savesByLongReference(edge: number): boolean {
    const saves = uses[edge]! * (lengths[edge]! - 2);
    return saves > lengths[edge]! + 3;
  }
}

/** Bytes of an edge that is written where it stands, about. */
function writtenLength(graph: TrieGraph, edge: number): number {
  const label = 1 + graph.labelEnd(edge) - graph.labelStart(edge);
  const child = graph.child(edge);
  return child === LEAF
    ? label
    : label + USUAL_CHILD_BYTES + numberLength(graph.counts[child]!) - 1;
}

function labelOf(graph: TrieGraph, edge: number): Int32Array {
  return graph.labels.items.subarray(graph.labelStart(edge), graph.labelEnd(edge));
}
