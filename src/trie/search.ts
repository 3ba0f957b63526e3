import { FIRST_NAME_BYTE } from "../names/key.ts";
import { allKeys } from "./all-keys.ts";
import { LOWER, UPPER } from "./case.ts";
import { NodeCursor } from "./cursor.ts";
import { guardRange } from "./damage.ts";
import { LEAF } from "./graph.ts";
import { KeyWalker } from "./key-walker.ts";
import { COST_UNIT, PartialKeys } from "./partial-keys.ts";
import { keyAt, keysBefore, rankOf } from "./rank.ts";
import type { Trie } from "./trie.ts";
import type { Walk } from "./walk.ts";

/** So many positions that a partial key moves forward in the queue count as one step. */
const MOVES_PER_STEP = 128;

/** Numbers of keys: from the first to before `end`. */
export interface KeyRange {
  first: number;
  end: number;
}

/**
 * Finds the best keys that a walk leads to.
 *
 * The walk goes to the few nodes below which all matches are; from there on the best partial key is extended again and
 * again. Every node states the cost of its best key exactly, so nearly every step leads to a result, however many keys
 * match.
 */
export class TrieSearch {
  readonly #cursor: NodeCursor;
  readonly #partial = new PartialKeys();
  readonly #walker: KeyWalker;
  readonly #ends: number[] = [];
  readonly #found: number[] = [];
  /** Ids of partial keys, best first, in `[#queueStart .. #queueEnd)`. */
  #queue = new Int32Array(256);
  #queueStart = 0;
  #queueEnd = 0;
  /** Whether one partial key may fold to the beginning of another, as both cases of a letter were met. */
  #mayOverlap = false;

  constructor(private readonly trie: Trie) {
    this.#cursor = new NodeCursor(trie);
    this.#walker = new KeyWalker(this.#cursor, this.#partial);
  }

  /**
   * The best `limit` keys that a walk from the trie at `root` leads to: lower cost first, then byte order of the
   * folded part, then of the label.
   *
   * @returns ids for `label`, valid until the next call
   * @throws IndexError where the trie is damaged
   */
  find(root: number, walk: Walk, limit: number): readonly number[] {
    this.#queueStart = 0;
    this.#queueEnd = 0;
    this.#found.length = 0;
    guardRange(() => {
      this.#walk(root, walk);
      this.#mayOverlap = this.#ends.length > 1;
      for (const end of this.#ends) this.#enqueue(end, limit);
      while (this.#queueStart < this.#queueEnd && this.#found.length < limit) {
        this.#expand(this.#queue[this.#queueStart++]!, limit);
      }
    });
    return this.#found;
  }

  /** The label of a key that the last `find` found, as it is stored. */
  label(id: number): string {
    return this.#partial.label(id);
  }

  /** The key itself. */
  key(id: number): Uint8Array {
    return this.#partial.key(id);
  }

  /** The numbers of all keys that a walk from the trie at `root` leads to. @throws IndexError */
  ranges(root: number, walk: Walk): KeyRange[] {
    return guardRange(() => {
      this.#walk(root, walk);
      const { bytes, starts, ends, nodes } = this.#partial;
      return this.#ends.map((id) => {
        const key = bytes.subarray(starts[id], ends[id]);
        const first = keysBefore(this.#cursor, root, key);
        const keys = nodes[id] === LEAF ? 1 : this.#cursor.count;
        return { first, end: first + keys };
      });
    });
  }

  /** A key's number: how many keys of the trie at `root` come before it in byte order; NO_NUMBER where it is not there. */
  numberOf(root: number, key: Uint8Array): number {
    // A query may ask for many numbers, and each may take MAXIMUM_STEPS.
    this.#cursor.allowSteps();
    return guardRange(() => rankOf(this.#cursor, root, key));
  }

  /** The key with a number in the trie at `root`. @throws IndexError where there is none */
  keyAt(root: number, number: number): Uint8Array {
    this.#cursor.allowSteps();
    return guardRange(() => keyAt(this.#cursor, root, number));
  }

  /** Every key of the trie at `root`, in no order. @throws IndexError */
  allKeys(root: number): Generator<Uint8Array> {
    return allKeys(new NodeCursor(this.trie), root);
  }

  #walk(root: number, walk: Walk): void {
    this.#cursor.allowSteps();
    this.#partial.reset(root, walk.sharedBytes);
    this.#ends.length = 0;
    walk.run(this.#walker, this.#ends);
  }

  /** Takes the best partial key: a whole one is a result, any other is extended by each edge and queued. */
  #expand(id: number, limit: number): void {
    const cursor = this.#cursor;
    const partial = this.#partial;
    const walker = this.#walker;
    if (partial.nodes[id] === LEAF) {
      this.#found.push(id);
      return;
    }
    walker.open(id);
    const wanted = limit - this.#found.length;
    const spent = partial.spent[id]!;
    if (cursor.terminal) this.#enqueue(walker.whole(id), wanted);
    let bound = this.#bound(wanted);
    let capitals = 0;
    while (cursor.nextEdge()) {
      const first = cursor.label[cursor.labelStart]!;
      if (LOWER[first] !== first) capitals |= 1 << (first & 31);
      else if (this.#mayFoldAlike(first, capitals)) {
        this.#mayOverlap = true;
        bound = this.#bound(wanted);
      }
      const step = walker.stepCost(id);
      const cost = spent + step + cursor.childCost;
      if (cost * COST_UNIT > bound) continue;
      const order = walker.order(id);
      if (cost * COST_UNIT + order > bound) continue;
      this.#enqueue(walker.extend(id, step, order), wanted);
      bound = this.#bound(wanted);
    }
  }

  /** Whether the edge last read, beginning with a byte, may lead to keys that fold like those of other edges. */
  #mayFoldAlike(first: number, capitals: number): boolean {
    const { labelStart, labelEnd, child } = this.#cursor;
    // A class with nothing behind it ends the label before it.
    if (first < FIRST_NAME_BYTE) return labelEnd - labelStart > 1 || child !== LEAF;
    return UPPER[first] !== first && (capitals & (1 << (first & 31))) !== 0;
  }

  /**
   * The worst priority that is still wanted, as the queue has enough partial keys that are better. Where partial keys may
   * overlap, equal costs decide nothing: either may lead to the better key.
   */
  #bound(wanted: number): number {
    const last = this.#queueStart + wanted - 1;
    if (last >= this.#queueEnd) return Number.POSITIVE_INFINITY;
    const { priorities, orders } = this.#partial;
    const id = this.#queue[last]!;
    return this.#mayOverlap ? priorities[id]! - orders[id]! + (COST_UNIT - 1) : priorities[id]!;
  }

  /** Inserts a partial key into the queue, and drops those at its end that are no longer wanted. */
  #enqueue(id: number, wanted: number): void {
    if (this.#queueEnd === this.#queue.length) this.#makeRoom();
    const queue = this.#queue;
    const partial = this.#partial;
    let position = this.#queueEnd++;
    partial.comparedBytes = 0;
    while (position > this.#queueStart && partial.compare(id, queue[position - 1]!) < 0) {
      queue[position] = queue[position - 1]!;
      position--;
    }
    queue[position] = id;
    const moved = this.#queueEnd - 1 - position;
    this.#cursor.spend(Math.floor(moved / MOVES_PER_STEP), partial.comparedBytes);
    const bound = this.#bound(wanted);
    while (partial.priorities[queue[this.#queueEnd - 1]!]! > bound) this.#queueEnd--;
  }

  #makeRoom(): void {
    const waiting = this.#queue.subarray(this.#queueStart, this.#queueEnd);
    if (waiting.length * 2 > this.#queue.length) {
      this.#queue = new Int32Array(this.#queue.length * 2);
    }
    this.#queue.set(waiting);
    this.#queueStart = 0;
    this.#queueEnd = waiting.length;
  }
}
