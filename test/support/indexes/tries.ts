/** Tries made of names in memory, and all that can be asked of them. */

import { NameKeys } from "../../../src/compile/name-keys.ts";
import { looseOfFold } from "../../../src/names/loose.ts";
import { Budget, MOST_STEPS } from "../../../src/trie/budget.ts";
import { encodeGraph, type TrieSections } from "../../../src/trie/encoder.ts";
import { TrieGraph } from "../../../src/trie/graph.ts";
import { BestFirst } from "../../../src/trie/search.ts";
import { Trie } from "../../../src/trie/trie.ts";
import { KeyWalk, type WalkedQuery } from "../../../src/trie/walk.ts";
import type { Asked, StandingName } from "../reference/keys.ts";

/** One root of a graph, with the names in the order of their numbers. */
export interface BuiltRoot {
  address: number;
  casePattern: number;
  names: StandingName[];
}

export interface BuiltTries {
  sections: TrieSections;
  trie: Trie;
  roots: BuiltRoot[];
}

/** A graph with a root for each list of names, in which none stands twice. */
export function buildTries(lists: readonly (readonly StandingName[])[]): BuiltTries {
  const all = [...new Set(lists.flat().map(({ name }) => name))];
  const ids = new Map(all.map((name, id) => [name, id]));
  const nameKeys = new NameKeys(all);
  const graph = new TrieGraph();
  const added = lists.map((names) => {
    const { keys, members, casePattern } = nameKeys.keysOf(
      names.map(({ name }) => ids.get(name)!),
      names.map(({ standing }) => standing),
    );
    const { root, order } = graph.add(keys);
    return { root, casePattern, names: Array.from(order, (key) => names[members[key]!]!) };
  });
  const { sections, addresses } = encodeGraph(graph);
  const roots = added.map(({ root, ...rest }) => ({ address: addresses[root]!, ...rest }));
  return { sections, trie: Trie.open(sections), roots };
}

/** A query in both forms. @param folded its fold */
export function walked(folded: string): WalkedQuery {
  const loose = Array.from(looseOfFold(folded), (character) => character.codePointAt(0)!);
  return { folded: new TextEncoder().encode(folded), loose };
}

export interface Answer {
  name: string;
  number: number;
}

/** Asks roots of one trie. */
export class TrieAnswers {
  readonly #walk: KeyWalk;
  readonly #search: BestFirst;

  constructor(trie: Trie) {
    this.#walk = new KeyWalk(trie);
    this.#search = new BestFirst(trie);
  }

  find(root: BuiltRoot, asked: Asked, query: string, limit: number): Answer[] {
    const walk = this.#walk;
    const budget = new Budget(MOST_STEPS, 100);
    walk.begin(root.address, walked(query));
    while (!walk.run(budget)) budget.nextSlice();
    const hasPrefix =
      asked === "loosePrefix" && !walk.isPrefixBehindLoose && looseOfFold(query) !== "";
    this.#search.begin(
      hasPrefix ? [...walk.loosePrefix, ...walk.prefix] : walk[asked],
      walk.bytes,
      limit,
      budget,
    );
    const found: Answer[] = [];
    while (this.#search.next(budget)) {
      found.push({ name: this.#search.name(root.casePattern), number: this.#search.number });
    }
    return found;
  }
}
