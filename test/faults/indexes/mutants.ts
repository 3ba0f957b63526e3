/** Mutated indexes, most of them with correct checksum and generation. */

import { decode, encode } from "@msgpack/msgpack";
import { decodeIndex } from "../../../src/format/index-file.ts";
import { Trie } from "../../../src/trie/trie.ts";
import { sealed, withChecksum } from "../../support/indexes/damage.ts";
import type { Random } from "../random.ts";
import {
  type CraftedEdge,
  type CraftedIndex,
  type CraftedNode,
  craftIndex,
  ladder,
} from "./craft.ts";

const MOST_CHANGES = 3;
/** Numbers at or beyond the limits of fields. */
const EDGES_OF_NUMBERS = [
  0,
  1,
  2,
  255,
  65_535,
  2 ** 24,
  2 ** 29,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 40,
  2 ** 53 - 1,
];

/** An index of one species, as nodes that can be changed. */
interface Model extends CraftedIndex {
  nodes: CraftedNode[];
}

/** The bytes with some changes: bits flipped, bytes replaced, removed, repeated, or copied from elsewhere. */
export function changedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  let changed = Buffer.from(bytes);
  for (let changes = random.between(1, MOST_CHANGES); changes > 0; changes--) {
    const at = random.below(changed.length);
    const length = random.between(1, 16);
    switch (random.below(5)) {
      case 0:
        changed[at]! ^= 1 << random.below(8);
        break;
      case 1:
        changed.set(random.bytes(Math.min(length, changed.length - at)), at);
        break;
      case 2:
        changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + length)]);
        break;
      case 3:
        changed = Buffer.concat([changed.subarray(0, at + length), changed.subarray(at)]);
        break;
      default:
        changed.copy(changed, at, random.below(changed.length), changed.length);
    }
  }
  return random.oneIn(8) ? withChecksum(changed) : sealed(changed);
}

/** The document with values replaced by others of any type, removed, or added under other keys. */
export function changedDocument(random: Random, bytes: Uint8Array): Uint8Array {
  const document = decode(bytes) as Record<string, unknown>;
  for (let changes = random.between(1, MOST_CHANGES); changes > 0; changes--) {
    changeInside(random, document);
  }
  return sealed(encode(document, { maxDepth: 1000 }));
}

function changeInside(random: Random, container: Record<string, unknown>): void {
  const keys = Object.keys(container);
  if (keys.length === 0) return;
  const key = random.choose(keys);
  const value = container[key];
  const isContainer = typeof value === "object" && value !== null && !(value instanceof Uint8Array);
  if (isContainer && !random.oneIn(6)) {
    changeInside(random, value as Record<string, unknown>);
    return;
  }
  switch (random.below(5)) {
    case 0:
      delete container[key];
      break;
    case 1:
      // An assignment to the first of these would set the prototype.
      Object.defineProperty(container, random.choose(["__proto__", "x", "ids", "names", ""]), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 2:
      container[key] = container[random.choose(keys)];
      break;
    default:
      container[key] = otherValue(random, value);
  }
}

function otherValue(random: Random, value: unknown): unknown {
  if (value instanceof Uint8Array && !random.oneIn(5)) return otherSection(random, value);
  if (typeof value === "number" && !random.oneIn(5)) {
    return random.oneIn(2) ? value + random.between(-3, 3) : random.choose(EDGES_OF_NUMBERS);
  }
  return random.choose<() => unknown>([
    () => null,
    () => -1,
    () => 1.5,
    () => Number.NaN,
    () => true,
    () => "",
    () => "x".repeat(random.below(70_000)),
    () => "\u001b[2J\r\n",
    () => [],
    () => ({}),
    () => random.bytes(random.below(100)),
    () => nested(random.below(30)),
    () => random.list(random.below(2000), () => 0),
  ])();
}

function nested(depth: number): unknown {
  return depth === 0 ? null : [nested(depth - 1)];
}

/** A section that is truncated, extended, all zeros, or has numbers or bits changed. */
function otherSection(random: Random, section: Uint8Array): Uint8Array {
  const changed = Buffer.from(section);
  switch (random.below(5)) {
    case 0:
      return changed.subarray(0, random.below(changed.length + 1));
    case 1:
      return Buffer.concat([changed, random.bytes(random.between(1, 40))]);
    case 2:
      return Buffer.alloc(random.oneIn(2) ? changed.length : random.below(100_000));
    case 3:
      if (changed.length >= 4) {
        // Most columns begin with a width and a 32-bit length.
        const number = random.choose(EDGES_OF_NUMBERS) % 2 ** 32;
        changed.writeUInt32BE(number, random.below(changed.length - 3));
      }
      return changed;
    default:
      for (let bits = random.between(1, 4); bits > 0 && changed.length > 0; bits--) {
        changed[random.below(changed.length)]! ^= 1 << random.below(8);
      }
      return changed;
  }
}

/** The nodes of the trie of an index's first species, and its columns. */
export function modelOf(bytes: Uint8Array): Model {
  const { sections, species } = decodeIndex(bytes);
  const [first] = species;
  const reader = Trie.open(sections).reader();
  const numbers = new Map<number, number>();
  const nodes: CraftedNode[] = [];
  for (let address = 0; address <= first!.root; address = reader.next) {
    reader.open(address);
    numbers.set(address, nodes.length);
    const edges: CraftedEdge[] = [];
    for (let left = reader.degree; left > 0; left--) {
      reader.read(reader.next);
      const { source, start, end, child } = reader;
      const label = Uint8Array.from(source.subarray(start, end));
      edges.push({ label, to: numbers.get(child)! });
    }
    nodes.push({ edges });
  }
  const { labels, genes } = first!;
  return { nodes, claims: { labels, genes }, genes: sections.genes, ids: sections.ids };
}

/** The model with some false nodes, edges and values of the species. */
export function changedTrie(random: Random, model: Model): Uint8Array {
  const changed = structuredClone(model);
  for (let changes = random.between(1, MOST_CHANGES); changes > 0; changes--) {
    changeTrie(random, changed);
  }
  return craftIndex(changed);
}

function changeTrie(random: Random, model: Model): void {
  const { nodes } = model;
  const at = random.below(nodes.length);
  const node = nodes[at]!;
  const edges = node.edges ?? [];
  const edge = edges.length > 0 ? random.below(edges.length) : -1;
  switch (random.below(11)) {
    case 0:
      model.moreNodeBytes = [...random.bytes(random.below(20))];
      break;
    case 1:
      node.degree = random.below(edges.length + 300);
      break;
    case 2:
      // An edge without a label to the leaf is the end of a key.
      node.edges = [{ label: "", to: 0 }, ...edges];
      break;
    case 3:
      node.edges = random.shuffled(edges);
      break;
    case 4:
      node.edges = [...edges, ...random.list(random.below(3), () => edgeTo(random, at))];
      break;
    case 5:
      node.edges = edges.filter((_, i) => i !== edge);
      break;
    case 6:
      if (edge >= 0) edges[edge] = edgeTo(random, at);
      break;
    case 7:
      if (edge >= 0) edges[edge] = { shared: random.below(3) };
      break;
    case 8:
      if (edge >= 0) edges[edge] = { label: labelFor(random), back: random.below(5000) };
      break;
    case 9:
      // A huge number of keys in a few nodes.
      nodes.push(...ladderOn(random, nodes.length));
      break;
    case 10:
      model.shared = random.list(random.below(4), () => ({
        label: labelFor(random),
        address: random.below(500),
        ...falseFigures(random),
      }));
      break;
    default:
      model.claims = { ...model.claims, [random.choose(CLAIMS)]: claim(random, model) };
  }
}

const CLAIMS = [
  "labels",
  "genes",
  "root",
  "columns",
  "ids",
  "aliases",
  "aliasRoot",
  "aliasColumns",
  "casePattern",
  "aliasCasePattern",
];

function claim(random: Random, { claims, nodes }: Model): number {
  const near = random.choose([claims?.labels ?? 0, claims?.genes ?? 0, nodes.length]);
  return random.oneIn(2) ? near + random.below(3) : random.choose(EDGES_OF_NUMBERS);
}

function edgeTo(random: Random, before: number): CraftedEdge {
  const label = labelFor(random);
  const figures = falseFigures(random);
  return before === 0
    ? { label, back: random.below(50), ...figures }
    : { label, to: random.below(before), ...figures };
}

/** A cost, a count, or both, that an edge claims of its child. */
function falseFigures(random: Random): { cost?: number; count?: number } {
  return {
    ...(random.oneIn(2) && { cost: random.between(-3, 40) * random.choose([1, 1, 4096]) }),
    ...(random.oneIn(2) && { count: random.choose([1, 2, 33, ...EDGES_OF_NUMBERS]) }),
  };
}

function labelFor(random: Random): string {
  const length = random.oneIn(20) ? random.between(100, 4200) : random.between(1, 3);
  const byte = () => (random.oneIn(4) ? random.below(256) : random.between(0x41, 0x7a));
  return String.fromCharCode(...random.list(length, byte));
}

/** Nodes that each lead to the one before by two labels; the first leads to any existing node. */
function ladderOn(random: Random, size: number): CraftedNode[] {
  const [, ...steps] = ladder(
    random.choose([
      ["a", "b"],
      ["A", "a"],
    ]),
    random.between(1, 40),
  );
  return steps.map((step, i) => ({
    edges: step.edges!.map((edge) => ({
      ...(edge as { label: string; to: number }),
      to: i === 0 ? random.below(size) : size + i - 1,
    })),
  }));
}
