/**
 * The texts that are compared: folds, loose forms and words.
 *
 * Choices where the contract can be read in two ways:
 * - Letters are \p{L}, digits are \p{Nd}; everything else, combining marks included, is a separator. White
 *   space is JavaScript's \s, and Unicode is the runtime's.
 * - Greek letters are the 24 and the final sigma. Letters with accents (`ά`) stay as they are.
 * - Whether a query ends in a separator is seen from its fold: the space at the end of `Mal ` does not count.
 * - The 512 units are those of the text as given. They hold for ids and descriptions too.
 * - A fold without a code point finds nothing and is found by nothing.
 * - Without an index the 512 units hold as well, and loose forms are not asked for.
 */

/** UTF-16 units of the longest text that is a name. */
export const LONGEST_NAME = 512;

const GREEK: Record<string, string> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "epsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  ι: "iota",
  κ: "kappa",
  λ: "lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  ο: "omicron",
  π: "pi",
  ρ: "rho",
  σ: "sigma",
  ς: "sigma",
  τ: "tau",
  υ: "upsilon",
  φ: "phi",
  χ: "chi",
  ψ: "psi",
  ω: "omega",
};

const LATIN: Record<string, string> = { α: "a", β: "b", γ: "g", δ: "d", ε: "e", κ: "k" };

const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
/** Words are these runs. */
export const RUNS_OF_LETTERS_AND_DIGITS = /[\p{L}\p{Nd}]+/gu;
const RUNS_OF_DIGITS = /\p{Nd}+/gu;
const DEFAULT_IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** What is folded. */
export interface Folding {
  codePoints: (text: string) => string;
  /** Matches each run of white space. */
  whiteSpace: RegExp;
}

export const UNICODE: Folding = { codePoints: foldCodePoints, whiteSpace: /\s+/g };

/** "Only A to Z are folded, and only spaces count as white space." */
export const ASCII: Folding = {
  codePoints: (text) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
  whiteSpace: / +/g,
};

/** "A text of more than 512 UTF-16 units is no name, is not folded and finds nothing." */
export const fold = (text: string, folding = UNICODE): string | null =>
  text.length > LONGEST_NAME ? null : foldOfAnyLength(text, folding);

/** "Trimmed; runs of white space one space." */
const foldOfAnyLength = (text: string, { codePoints, whiteSpace }: Folding): string =>
  codePoints(text).replaceAll(whiteSpace, " ").replaceAll(/^ | $/g, "");

/** "NFKC; default-ignorable code points dropped; lower case code point by code point; NFKC." */
function foldCodePoints(text: string): string {
  const visible = text.normalize("NFKC").replaceAll(DEFAULT_IGNORABLE, "");
  return Array.from(visible, (codePoint) => codePoint.toLowerCase())
    .join("")
    .normalize("NFKC");
}

/** "The fold without anything but letters and digits, with Greek letters spelt out"; null where nothing is left. */
export function loose(folded: string): string | null {
  const letters = Array.from(folded, looseCodePoint).join("");
  return letters === "" ? null : letters;
}

/** What is left of a code point of a fold in the loose form. */
export function looseCodePoint(codePoint: string): string {
  return LETTER_OR_DIGIT.test(codePoint) ? (GREEK[codePoint] ?? codePoint) : "";
}

/** "A query that ends in a separator is unfinished", here its fold. */
export function isUnfinished(folded: string): boolean {
  const last = Array.from(folded).at(-1);
  return last !== undefined && !LETTER_OR_DIGIT.test(last);
}

/** "Words are runs of letters and digits", here of a fold. */
export const words = (folded: string): string[] => folded.match(RUNS_OF_LETTERS_AND_DIGITS) ?? [];

/** The runs of digits of a fold, with spaces between them. */
export const digitRuns = (folded: string): string => (folded.match(RUNS_OF_DIGITS) ?? []).join(" ");

/** Whether each code point folds by itself, and to as many UTF-16 units: "one unit for one". */
export function foldsUnitForUnit(text: string, folding = UNICODE): boolean {
  const codePoints = Array.from(text);
  const folds = codePoints.map((codePoint) => folding.codePoints(codePoint));
  return (
    codePoints.every((codePoint, index) => codePoint.length === folds[index]!.length) &&
    folds.join("").replaceAll(folding.whiteSpace, (run) => " ".repeat(run.length)) ===
      fold(text, folding)
  );
}

/** The order of UTF-8 bytes. */
export const compareBytes = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A label, alias, id, description or query, and what it is compared as. */
export interface Name {
  text: string;
  folding: Folding;
  fold: string | null;
  loose: string | null;
  /** The code points of the fold; of the text where it is not folded. */
  codePoints: string[];
  words: string[];
  digitRuns: string;
}

export const nameOf = (text: string, folding = UNICODE): Name =>
  nameWithFold(text, fold(text, folding), folding);

const nameWithFold = <Fold extends string | null>(
  text: string,
  folded: Fold,
  folding: Folding,
) => ({
  text,
  folding,
  fold: folded,
  loose: loose(folded ?? ""),
  codePoints: Array.from(folded ?? text),
  words: words(folded ?? ""),
  digitRuns: digitRuns(folded ?? ""),
});

/** What the user typed. */
export interface Query extends Name {
  fold: string;
  /** Whether it ends in a separator. */
  unfinished: boolean;
}

/** Null where the text finds nothing: it is too long, or nothing is left of it. */
export function queryOf(text: string, folding = UNICODE): Query | null {
  const folded = fold(text, folding);
  return folded === null || folded === "" ? null : queryWithFold(text, folded, folding);
}

const queryWithFold = (text: string, folded: string, folding: Folding): Query => ({
  ...nameWithFold(text, folded, folding),
  unfinished: isUnfinished(folded),
});

/** The query with "α β γ δ ε κ as a b g d e k"; null where it has none of them. */
export function latinForGreek(query: Query): Query | null {
  const latin = query.fold.replaceAll(/[αβγδεκ]/g, (letter) => LATIN[letter]!);
  const { folding } = query;
  return latin === query.fold
    ? null
    : queryWithFold(latin, foldOfAnyLength(latin, folding), folding);
}
