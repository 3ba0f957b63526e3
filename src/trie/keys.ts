import { MAXIMUM_KEY_BYTES } from "../names/key.ts";
import type { Budget } from "./budget.ts";
import { damaged } from "./damage.ts";
import type { NodeReader } from "./edge.ts";
import { LEAF } from "./graph.ts";
import { KeptNodes, MINIMUM_KEPT_DEGREE } from "./kept-nodes.ts";
import type { Trie } from "./trie.ts";

/** Finds keys by their numbers, and lists them in the order of their numbers. */
export class Keys {
  /** The key found last is `bytes[0 .. length)`. */
  readonly bytes = Buffer.allocUnsafeSlow(MAXIMUM_KEY_BYTES);
  length = 0;

  readonly #reader: NodeReader;
  readonly #kept: KeptNodes;

  constructor(trie: Trie, kept = new KeptNodes(trie)) {
    this.#reader = trie.reader();
    this.#kept = kept;
  }

  /** Goes to the key that stands behind `number` others of a root. @throws IndexError where there is none */
  find(root: number, number: number, budget: Budget): void {
    this.length = 0;
    let left = number;
    for (let node = root; ; ) {
      left = this.#readEdgeWith(node, left, budget);
      this.#append(this.length);
      node = this.#reader.child;
      if (node === LEAF) return;
    }
  }

  /** Goes to every key of a root, in the order of their numbers. @throws IndexError where the trie is damaged */
  *all(root: number): Generator<void, void> {
    const reader = this.#reader;
    reader.open(root);
    /** Edges that are still to be followed: of each node on the way the next one, how many there are, and the bytes before it. */
    const open = [{ edge: reader.next, left: reader.degree, length: 0 }];
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if (last.left === 0) {
        open.pop();
        continue;
      }
      reader.read(last.edge);
      last.edge = reader.next;
      last.left--;
      this.#append(last.length);
      if (reader.child === LEAF) {
        yield;
        continue;
      }
      reader.open(reader.child);
      if (reader.degree === 0) throw damaged("has a branch without keys");
      open.push({ edge: reader.next, left: reader.degree, length: this.length });
    }
  }

  /**
   * Goes to every key of a root, in the order of their bytes.
   *
   * @returns the number of each
   * @throws IndexError where the trie is damaged
   */
  *inByteOrder(root: number): Generator<number, void> {
    const reader = this.#reader;
    /** Edges that are still to be followed: of each node on the way, the last one first. */
    const open = [{ edges: this.#edgesBackwards(root, 0), length: 0 }];
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const edge = last.edges.pop();
      if (edge === undefined) {
        open.pop();
        continue;
      }
      reader.read(edge.address);
      this.#append(last.length);
      if (reader.child === LEAF) yield edge.number;
      else
        open.push({
          edges: this.#edgesBackwards(reader.child, edge.number),
          length: this.length,
        });
    }
  }

  /** The edges of a node with the number of the first key behind each, in the descending order of their labels. */
  #edgesBackwards(node: number, number: number): { address: number; number: number }[] {
    const reader = this.#reader;
    reader.open(node);
    const { degree } = reader;
    if (degree === 0) throw damaged("has a branch without keys");
    const edges: { address: number; number: number; start: number }[] = [];
    let before = number;
    for (let i = 0; i < degree; i++) {
      const address = reader.next;
      reader.read(address);
      edges.push({ address, number: before, start: this.#startOfLabel() });
      before += reader.count;
    }
    return edges.sort((a, b) => b.start - a.start);
  }

  /** The first bytes of the label of the edge just read, as many as a character may have, as one number. */
  #startOfLabel(): number {
    const { source, start, end } = this.#reader;
    if (start === end) return -1;
    let bytes = 0;
    for (let i = start; i < start + LONGEST_CHARACTER; i++) {
      bytes = bytes * 256 + (i < end ? source[i]! : 0);
    }
    return bytes;
  }

  /**
   * Goes to the keys of a root with some numbers, passing over all others.
   *
   * @param numbers in ascending order
   * @throws IndexError where the trie is damaged or has no such key
   */
  *some(root: number, numbers: ArrayLike<number>): Generator<void, void> {
    const reader = this.#reader;
    reader.open(root);
    const open = [{ edge: reader.next, left: reader.degree, length: 0 }];
    /** Keys before the edge that is read next. */
    let number = 0;
    for (let i = 0; i < numbers.length; ) {
      const last = open.at(-1);
      if (last === undefined) throw damaged("lacks a key");
      if (last.left === 0) {
        open.pop();
        continue;
      }
      reader.skim(last.edge);
      const { edge } = last;
      last.edge = reader.next;
      last.left--;
      if (numbers[i]! >= number + reader.count) {
        number += reader.count;
        continue;
      }
      reader.read(edge);
      this.#append(last.length);
      if (reader.child === LEAF) {
        yield;
        number++;
        i++;
        continue;
      }
      reader.open(reader.child);
      if (reader.degree === 0) throw damaged("has a branch without keys");
      open.push({ edge: reader.next, left: reader.degree, length: this.length });
    }
  }

  /** Reads the edge of a node behind which one of its keys lies; returns the key's number among those. */
  #readEdgeWith(node: number, number: number, budget: Budget): number {
    const reader = this.#reader;
    reader.open(node);
    const { degree } = reader;
    budget.spend(1 + (degree >>> 2));
    let left = number;
    let edge = reader.next;
    let last = degree;
    if (degree >= MINIMUM_KEPT_DEGREE) {
      const { addresses, before } = this.#kept;
      const first = this.#kept.find(node, degree, edge);
      let i = degree - 1;
      while (i > 0 && before[first + i]! > number) i--;
      left -= before[first + i]!;
      edge = addresses[first + i]!;
      last = 1;
    }
    for (let i = 0; i < last; i++) {
      reader.read(edge);
      if (left < reader.count) return left;
      left -= reader.count;
      edge = reader.next;
    }
    throw damaged("lacks a key");
  }

  /** Puts the label of the edge just read behind the first bytes. */
  #append(length: number): void {
    const { source, start, end } = this.#reader;
    if (length + end - start > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
    for (let i = start; i < end; i++) this.bytes[length + i - start] = source[i]!;
    this.length = length + end - start;
  }
}

/** Two edges of a node differ in their first characters. */
const LONGEST_CHARACTER = 4;
