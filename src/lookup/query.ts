import { codePoints, fold } from "../names/fold.ts";
import { isUnfinished, looseOfFold, withLatinForGreek } from "../names/loose.ts";

/** What a user typed, in the forms in which tiers compare it. */
export class Query {
  /** Code points of the fold. */
  readonly length: number;
  /** Letters and digits of the fold, Greek letters spelt out; null where it has none. */
  readonly loose: string | null;

  /** @param folded the fold of the text; empty where the text finds nothing */
  constructor(
    readonly text: string,
    readonly folded = fold(text),
  ) {
    this.length = codePoints(folded);
    this.loose = looseOfFold(folded) || null;
  }

  /** The loose form where it is that of a whole name; null where the query ends in a separator. */
  get wholeLoose(): string | null {
    return isUnfinished(this.folded) ? null : this.loose;
  }

  /** The query with Latin letters for Greek ones, `tnfa` for `tnfα`; null where it has none of these. */
  inLatin(): Query | null {
    const latin = withLatinForGreek(this.folded);
    return latin === null ? null : new Query(latin);
  }
}
