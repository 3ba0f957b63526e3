import { FIRST_NAME_BYTE } from "../names/key.ts";
import { looseLetters } from "../names/loose.ts";
import { EdgeText, END_OF_EDGE } from "./edge-text.ts";
import { ROOT } from "./partial-keys.ts";
import type { Walk } from "./walk.ts";

const NO_MATCH = -1;

/**
 * Follows the code points of a query's loose form past whatever else keys have between their letters and digits: to
 * all keys whose loose form begins with the query's, or with `whole` to those whose loose form it is.
 */
export function followLoosely(query: readonly number[], whole: boolean): Walk {
  return {
    sharedBytes: 0,
    run(walker, ends) {
      const { cursor, partial } = walker;
      const pending = [ROOT];
      /** Of each partial key: how many code points of the query it has matched. */
      const matched = [0];
      for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
        const hasAll = matched[id] === query.length;
        if (hasAll && (!whole || partial.pastEnd(id))) {
          ends.push(id);
          continue;
        }
        walker.open(id);
        if (hasAll && cursor.terminal) ends.push(walker.whole(id));
        while (cursor.nextEdge()) {
          text.begin(walker, id);
          const after = match(query, matched[id]!, whole);
          if (after === NO_MATCH) continue;
          const next = walker.extend(id);
          matched[next] = after;
          pending.push(next);
        }
      }
    },
  };
}

const text = new EdgeText();

/** Code points of the query that are matched at the end of the edge's text; NO_MATCH where the two disagree. */
function match(query: readonly number[], before: number, whole: boolean): number {
  let matched = before;
  for (;;) {
    const hasAll = matched === query.length;
    if (hasAll && !whole) return matched;
    const codePoint = text.next();
    if (codePoint === END_OF_EDGE) return matched;
    if (codePoint < FIRST_NAME_BYTE) return hasAll ? matched : NO_MATCH;
    for (const letter of looseLetters(codePoint)) {
      if (matched === query.length) return whole ? NO_MATCH : matched;
      if (letter !== query[matched]) return NO_MATCH;
      matched++;
    }
  }
}
