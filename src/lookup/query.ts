import { codePoints, fold } from "../names/fold.ts";
import { isUnfinished, looseOfFold, withLatinForGreek } from "../names/loose.ts";

/** What a user typed, in the forms in which tiers compare it. */
export class Query {
  /** Code points of the fold. */
  readonly length: number;
  /** Letters and digits of the fold, Greek letters spelt out; null where it has none. */
  readonly loose: string | null;

  /** The fold of the text; empty where the text finds nothing. */
  readonly folded: string;

  /** @param folding how names are folded before they are compared with the query */
  constructor(
    readonly text: string,
    readonly folding: (text: string) => string = fold,
  ) {
    this.folded = folding(text);
    this.length = codePoints(this.folded);
    this.loose = looseOfFold(this.folded) || null;
  }

  /** The loose form where it is that of a whole name; null where the query ends in a separator. */
  get wholeLoose(): string | null {
    return isUnfinished(this.folded) ? null : this.loose;
  }

  /** The query with Latin letters for Greek ones, `tnfa` for `tnfα`; null where it has none of these. */
  inLatin(): Query | null {
    const latin = withLatinForGreek(this.folded);
    return latin === null ? null : new Query(latin, this.folding);
  }
}
