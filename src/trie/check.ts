import { PADDING_BYTES } from "./bits.ts";
import { NodeCursor } from "./cursor.ts";
import { damaged, guardRange } from "./damage.ts";
import { costOf, holdsEnd, LEAF } from "./graph.ts";
import { MAXIMUM_KEY_BYTES, type Trie } from "./trie.ts";

/** Where a node may stand, by bits: nowhere, as none begins here; before the end of what is searched; behind it, where nothing costs. */
const NO_NODE = 0;
const BEFORE_END = 1;
const BEHIND_END = 2;

/** What is known of the node at each address, once it was checked. */
interface CheckedNodes {
  places: Uint8Array;
  /** Cost of its best key, were it before that end. */
  costs: Int32Array;
  /** Bytes of its longest key. */
  longest: Uint16Array;
}

/**
 * Checks every node of a trie: one pass over the nodes, whose children always stand before them, computes
 * each count and cost again.
 *
 * @param species the addresses of each one's roots, and the labels and aliases that should lie below them
 * @throws IndexError naming what is wrong
 */
export function checkTrie(
  trie: Trie,
  species: readonly {
    name: string;
    root: number;
    labels: number;
    aliasRoot: number;
    aliases: number;
  }[],
): void {
  const { places } = guardRange(() => checkNodes(trie));
  const cursor = new NodeCursor(trie);
  const checkRoot = (name: string, root: number, keys: number) => {
    if (!((places[root] ?? NO_NODE) & BEFORE_END)) throw damaged(`has no root for ${name}`);
    cursor.openInPlace(root);
    if (cursor.count !== keys) throw damaged(`counts other labels for ${name}`);
  };
  for (const { name, root, labels, aliasRoot, aliases } of species) {
    checkRoot(name, root, labels);
    if (aliases > 0) checkRoot(name, aliasRoot, aliases);
  }
}

function checkNodes(trie: Trie): CheckedNodes {
  const size = trie.nodes.length;
  const checked = {
    places: new Uint8Array(size),
    costs: new Int32Array(size),
    longest: new Uint16Array(size),
  };
  const cursor = new NodeCursor(trie);
  // A leaf also vouches that headers are not written in no bits at all, so that every node has an end.
  cursor.openInPlace(LEAF);
  if (!cursor.terminal || cursor.degree > 0) throw damaged("does not begin with its leaf");
  for (let address = 0; address < size - PADDING_BYTES; address = cursor.end) {
    cursor.allowSteps();
    checkNode(cursor, address, checked);
  }
  return checked;
}

function checkNode(cursor: NodeCursor, address: number, checked: CheckedNodes): void {
  const { places, costs, longest } = checked;
  cursor.openInPlace(address);
  const { terminal } = cursor;
  let place = BEFORE_END | BEHIND_END;
  let cost = terminal ? 0 : Number.POSITIVE_INFINITY;
  let count = terminal ? 1 : 0;
  let bytes = 0;
  let previous = -1;
  while (cursor.nextEdge()) {
    const { label, labelStart, labelEnd, child, childCost } = cursor;
    const childPlace = places[child] ?? NO_NODE;
    if (childPlace === NO_NODE) throw damaged("points between two nodes");
    if (label[labelStart]! <= previous) throw damaged("has edges out of order");
    previous = label[labelStart]!;

    const crosses = holdsEnd(label, labelStart, labelEnd);
    const costBefore = crosses ? 0 : costs[child]!;
    const before = childPlace & (crosses ? BEHIND_END : BEFORE_END);
    if (!before || childCost !== costBefore) place &= ~BEFORE_END;
    const behind = crosses ? NO_NODE : childPlace & BEHIND_END;
    if (!behind || childCost !== 0) place &= ~BEHIND_END;
    cost = Math.min(cost, costOf(label, labelStart, labelEnd) + costBefore);
    bytes = Math.max(bytes, labelEnd - labelStart + longest[child]!);

    const childCount = cursor.childCount();
    if (childCount === 0) throw damaged("has a branch without keys");
    count += childCount;
  }
  if (cursor.count !== count) throw damaged("has a node with a wrong count");
  if (place === NO_NODE) throw damaged("has an edge with a wrong cost");
  // Not only the best key: what looks through all of them would have to copy the others.
  if (bytes > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
  places[address] = place;
  longest[address] = bytes;
  costs[address] = count === 0 ? 0 : cost;
}
