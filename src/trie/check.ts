import { PADDING_BYTES } from "./bits.ts";
import { NodeCursor } from "./cursor.ts";
import { damaged, guardRange } from "./damage.ts";
import { costOf, holdsSeparator, LEAF } from "./graph.ts";
import type { Trie } from "./trie.ts";

/** What a node may be, by bits: no node begins here; its costs count bytes; it lies behind the separator, where nothing costs. */
const NO_NODE = 0;
const COSTS = 1;
const PAST_SEPARATOR = 2;

/**
 * Checks every node of a trie: one pass over the nodes, whose children always stand before them, computes
 * each count and cost again.
 *
 * @param species the address of each root, and the labels that should lie below it
 * @throws IndexError naming what is wrong
 */
export function checkTrie(
  trie: Trie,
  species: readonly { name: string; root: number; labels: number }[],
): void {
  const kinds = guardRange(() => checkNodes(trie));
  const cursor = new NodeCursor(trie);
  for (const { name, root, labels } of species) {
    if (!((kinds[root] ?? NO_NODE) & COSTS)) throw damaged(`has no root for ${name}`);
    cursor.open(root);
    if (cursor.count !== labels) throw damaged(`counts other labels for ${name}`);
  }
}

/** Of each address: what the node that begins there may be. */
function checkNodes(trie: Trie): Uint8Array {
  const kinds = new Uint8Array(trie.nodes.length);
  const end = trie.nodes.length - PADDING_BYTES;
  const cursor = new NodeCursor(trie);
  cursor.openInPlace(LEAF);
  if (!cursor.terminal || cursor.degree > 0) throw damaged("does not begin with its leaf");
  for (let address = 0; address < end; ) {
    cursor.allowSteps();
    kinds[address] = checkNode(cursor, address, kinds);
    if (cursor.end === address) throw damaged("has a node of no bits");
    address = cursor.end;
  }
  return kinds;
}

/** What the node may be; of its children that is known. */
function checkNode(cursor: NodeCursor, address: number, kinds: Uint8Array): number {
  cursor.openInPlace(address);
  const { terminal } = cursor;
  let kind = COSTS | PAST_SEPARATOR;
  let cost = terminal ? 0 : Number.POSITIVE_INFINITY;
  let count = terminal ? 1 : 0;
  let previous = -1;
  while (cursor.nextEdge()) {
    const { label, labelStart, labelEnd, child } = cursor;
    const childKind = kinds[child] ?? NO_NODE;
    if (childKind === NO_NODE) throw damaged("points between two nodes");
    if (label[labelStart]! <= previous) throw damaged("has edges out of order");
    previous = label[labelStart]!;
    if (holdsSeparator(label, labelStart, labelEnd)) {
      kind &= childKind & PAST_SEPARATOR ? COSTS : NO_NODE;
    } else {
      kind &= childKind;
    }
    if (cursor.childCount() === 0) throw damaged("has a branch without keys");
    cost = Math.min(cost, costOf(label, labelStart, labelEnd) + cursor.childCost());
    count += cursor.childCount();
  }
  if (cursor.count !== count) throw damaged("has a node with a wrong count");
  if (cursor.cost !== (count === 0 ? 0 : cost)) kind &= ~COSTS;
  if (cursor.cost !== 0) kind &= ~PAST_SEPARATOR;
  if (kind === NO_NODE) throw damaged("has a node with a wrong cost");
  return kind;
}
