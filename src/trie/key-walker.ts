import type { NodeCursor } from "./cursor.ts";
import { damaged } from "./damage.ts";
import { costOf, LEAF } from "./graph.ts";
import type { PartialKeys } from "./partial-keys.ts";
import { MAXIMUM_KEY_BYTES } from "./trie.ts";

const NOTHING = new Uint8Array(0);

/** Extends partial keys by the edges that a cursor reads. */
export class KeyWalker {
  constructor(
    readonly cursor: NodeCursor,
    readonly partial: PartialKeys,
  ) {}

  /** Reads the node that a partial key leads to. */
  open(id: number): void {
    this.cursor.open(this.partial.nodes[id]!);
  }

  /** Adds partial key `id` extended by the edge last read; returns the new id. @throws IndexError where it is over-long */
  extend(id: number, step = this.stepCost(id), order = this.order(id)): number {
    const { label, labelStart, labelEnd, child, childCost } = this.cursor;
    const { partial } = this;
    const length = partial.length(id) + labelEnd - labelStart;
    if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
    this.cursor.spend(0, length);
    const spent = partial.spent[id]! + step;
    return partial.extend(id, label, labelStart, labelEnd, child, spent, spent + childCost, order);
  }

  /** Adds partial key `id` again, as the whole key that ends in its node. */
  whole(id: number): number {
    const { spent, orders } = this.partial;
    return this.partial.extend(id, NOTHING, 0, 0, LEAF, spent[id]!, spent[id]!, orders[id]!);
  }

  /** What the edge last read adds to the cost of partial key `id`. */
  stepCost(id: number): number {
    const { label, labelStart, labelEnd } = this.cursor;
    return this.partial.pastEnd(id) ? 0 : costOf(label, labelStart, labelEnd);
  }

  /** The order of partial key `id` extended by the edge last read. */
  order(id: number): number {
    const { label, labelStart, labelEnd } = this.cursor;
    return this.partial.orderWith(id, label, labelStart, labelEnd);
  }
}
