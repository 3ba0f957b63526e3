import { damaged } from "./damage.ts";
import { NodeReader } from "./edge.ts";
import type { TrieSections } from "./encoder.ts";
import { SharedEdges } from "./shared-edges.ts";

/** Addresses are 31-bit numbers: room for about a thousand million labels. */
const MAXIMUM_NODES_BYTES = 2 ** 31 - 1;

/**
 * The opened trie sections. Nodes are read where they lie; only the table of shared edges is decoded, and that has a
 * largest size, so memory does not grow with the labels.
 */
export class Trie {
  readonly nodes: Uint8Array;
  readonly shared: SharedEdges;

  /** @throws IndexError where the sections are damaged */
  static open(sections: TrieSections): Trie {
    const steps = Trie.opening(sections);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** Opens in steps, between which others may run. @throws IndexError where the sections are damaged */
  static *opening(sections: TrieSections): Generator<void, Trie> {
    const trie = new Trie(sections);
    yield* trie.shared.read();
    return trie;
  }

  private constructor({ edges, nodes }: TrieSections) {
    if (nodes.length > MAXIMUM_NODES_BYTES) throw damaged("is larger than this program reads");
    this.nodes = nodes;
    this.shared = new SharedEdges(edges);
  }

  reader(): NodeReader {
    return new NodeReader(this.nodes, this.shared);
  }
}
