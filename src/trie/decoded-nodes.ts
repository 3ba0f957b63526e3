/** Room for nodes, for their edges and for the bytes of these edges' labels: about 2 MB. */
const SLOTS = 1 << 13;
const EDGES = 1 << 16;
const LABEL_BYTES = 1 << 17;

/** What `find` answers for a node that is not kept. */
export const NOT_KEPT = -1;
/** A count that was not read yet. */
export const UNKNOWN = -1;

/**
 * Nodes that were read recently, decoded: most queries pass the same few nodes near the root.
 *
 * The memory has a fixed size. When it is full, everything is forgotten, which costs little: nodes that are needed
 * often are soon decoded again.
 */
export class DecodedNodes {
  /** Of each edge: the first byte of its label, `labels[labelEnds[edge - 1] .. labelEnds[edge])`. */
  readonly firstBytes = new Uint8Array(EDGES);
  readonly labels = new Uint8Array(LABEL_BYTES);
  readonly labelEnds = new Int32Array(EDGES);
  /** Of each edge: the address of its child, and the child's cost. */
  readonly children = new Int32Array(EDGES);
  readonly costs = new Int32Array(EDGES);
  /** The child's count; UNKNOWN until it is first needed. */
  readonly counts = new Int32Array(EDGES);

  readonly #addresses = new Int32Array(SLOTS).fill(NOT_KEPT);
  readonly #firstEdges = new Int32Array(SLOTS);
  /** Edge 0 stays unused, so that every edge has one before it where its label begins. */
  #edges = 1;

  /** The first edge of the node at an address; its others follow. */
  find(address: number): number {
    const slot = slotOf(address);
    return this.#addresses[slot] === address ? this.#firstEdges[slot]! : NOT_KEPT;
  }

  /** Makes room for the edges of a node; returns the first, to be followed by `addEdge` for each. */
  begin(degree: number): number {
    if (this.#edges + degree > EDGES) this.#forget();
    return this.#edges;
  }

  /** Keeps the node whose edges were added since `begin`. */
  end(address: number, firstEdge: number): void {
    const slot = slotOf(address);
    this.#addresses[slot] = address;
    this.#firstEdges[slot] = firstEdge;
  }

  /** Adds an edge; false, and everything is forgotten, where its label has no room. */
  addEdge(
    label: Uint8Array,
    labelStart: number,
    labelEnd: number,
    child: number,
    cost: number,
  ): boolean {
    const edge = this.#edges;
    let at = this.labelEnds[edge - 1]!;
    if (at + labelEnd - labelStart > LABEL_BYTES) {
      this.#forget();
      return false;
    }
    this.firstBytes[edge] = label[labelStart]!;
    for (let i = labelStart; i < labelEnd; i++) this.labels[at++] = label[i]!;
    this.labelEnds[edge] = at;
    this.children[edge] = child;
    this.costs[edge] = cost;
    this.counts[edge] = UNKNOWN;
    this.#edges = edge + 1;
    return true;
  }

  #forget(): void {
    this.#addresses.fill(NOT_KEPT);
    this.#edges = 1;
  }
}

function slotOf(address: number): number {
  return (Math.imul(address, 0x9e3779b1) >>> 8) & (SLOTS - 1);
}
