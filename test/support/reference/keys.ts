/**
 * The plain judge of a trie: filters all names of a root by what is asked, and sorts what is left.
 *
 * It shares nothing with the code that it judges but the folding of texts.
 */

import { codePoints, fold } from "../../../src/names/fold.ts";
import { looseOfFold } from "../../../src/names/loose.ts";

/** A name as a trie holds it. */
export interface StandingName {
  name: string;
  standing: number;
}

interface JudgedName extends StandingName {
  folded: string;
  loose: string;
}

/** What can be asked of a root. */
export type Asked = keyof typeof FILTERS;

const FILTERS = {
  whole: ({ folded }: JudgedName, query: string) => folded === query,
  prefix: ({ folded }: JudgedName, query: string) => folded.startsWith(query),
  looseWhole: ({ folded, loose }: JudgedName, query: string, looseQuery: string) =>
    looseQuery !== "" && loose === looseQuery && folded !== query,
  loosePrefix: ({ loose }: JudgedName, _: string, looseQuery: string) =>
    looseQuery !== "" && loose.startsWith(looseQuery),
};

export const ASKED = Object.keys(FILTERS) as Asked[];

/** The names of one root, in the order in which they are to be found. */
export class NameJudge {
  readonly sorted: readonly JudgedName[];

  constructor(names: readonly StandingName[]) {
    this.sorted = names
      .map(({ name, standing }) => {
        const folded = fold(name);
        const order = { length: codePoints(folded), bytes: Buffer.from(`${folded}\0${name}`) };
        return { name, standing, folded, loose: looseOfFold(folded), ...order };
      })
      .sort(
        (a, b) =>
          b.standing - a.standing || a.length - b.length || Buffer.compare(a.bytes, b.bytes),
      );
  }

  /** The names for a folded query, best first. */
  find(asked: Asked, query: string, limit: number): string[] {
    const looseQuery = looseOfFold(query);
    const found = this.sorted.filter((name) => FILTERS[asked](name, query, looseQuery));
    return found.slice(0, limit).map(({ name, standing }) => `${standing} ${name}`);
  }
}
