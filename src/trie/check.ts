import { PADDING_BYTES } from "./bits.ts";
import { NodeCursor } from "./cursor.ts";
import { damaged, guardRange } from "./damage.ts";
import { costOf, holdsEnd, LEAF } from "./graph.ts";
import { MAXIMUM_KEY_BYTES, type Trie } from "./trie.ts";

/** The parts of keys in which a node may be, as bits: the part that is searched, and that after it, which costs nothing. */
const NO_NODE = 0;
const SEARCHED = 1;
const PAST_END = 2;

/** What is known of the node at each address that was checked. */
interface CheckedNodes {
  parts: Uint8Array;
  /** Cost of its best key, if the node is in the part that is searched. */
  costs: Int32Array;
  /** Length of its longest key, in bytes. */
  longest: Uint16Array;
}

/**
 * Checks every node of a trie: one pass over the nodes, each after its children, computes all counts and costs
 * again.
 *
 * @param species the addresses of each one's roots, and how many labels and aliases should be below them
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
  const { parts } = guardRange(() => checkNodes(trie));
  const cursor = new NodeCursor(trie);
  const checkRoot = (name: string, root: number, keys: number) => {
    if (!((parts[root] ?? NO_NODE) & SEARCHED)) throw damaged(`has no root for ${name}`);
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
    parts: new Uint8Array(size),
    costs: new Int32Array(size),
    longest: new Uint16Array(size),
  };
  const cursor = new NodeCursor(trie);
  // The leaf's header also proves that headers take bits, so that every node has an end.
  cursor.openInPlace(LEAF);
  if (!cursor.terminal || cursor.degree > 0) throw damaged("does not begin with its leaf");
  for (let address = 0; address < size - PADDING_BYTES; address = cursor.end) {
    cursor.allowSteps();
    checkNode(cursor, address, checked);
  }
  return checked;
}

function checkNode(cursor: NodeCursor, address: number, checked: CheckedNodes): void {
  const { parts, costs, longest } = checked;
  cursor.openInPlace(address);
  const { terminal } = cursor;
  let part = SEARCHED | PAST_END;
  let cost = terminal ? 0 : Number.POSITIVE_INFINITY;
  let count = terminal ? 1 : 0;
  let bytes = 0;
  let previous = -1;
  while (cursor.nextEdge()) {
    const { label, labelStart, labelEnd, child, childCost } = cursor;
    const childParts = parts[child] ?? NO_NODE;
    if (childParts === NO_NODE) throw damaged("points between two nodes");
    if (label[labelStart]! <= previous) throw damaged("has edges out of order");
    previous = label[labelStart]!;

    const crosses = holdsEnd(label, labelStart, labelEnd);
    const costSearched = crosses ? 0 : costs[child]!;
    const mayBeSearched = childParts & (crosses ? PAST_END : SEARCHED);
    if (!mayBeSearched || childCost !== costSearched) part &= ~SEARCHED;
    const mayBePastEnd = crosses ? NO_NODE : childParts & PAST_END;
    if (!mayBePastEnd || childCost !== 0) part &= ~PAST_END;
    cost = Math.min(cost, costOf(label, labelStart, labelEnd) + costSearched);
    bytes = Math.max(bytes, labelEnd - labelStart + longest[child]!);

    const childCount = cursor.childCount();
    if (childCount === 0) throw damaged("has a branch without keys");
    count += childCount;
  }
  if (cursor.count !== count) throw damaged("has a node with a wrong count");
  if (part === NO_NODE) throw damaged("has an edge with a wrong cost");
  // Any key, not the best one alone: a search through all keys copies each.
  if (bytes > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
  parts[address] = part;
  longest[address] = bytes;
  costs[address] = count === 0 ? 0 : cost;
}
