import { SourceError } from "../../errors.ts";

/** How many characters of a text that is no weight an error shows. */
const SHOWN = 40;
/** A decimal number, perhaps with an exponent; `Number` reads others as well. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The weight that a text says.
 *
 * @param origin what the error calls the place of the text: `genes.tsv line 7`
 * @throws SourceError where it is no number of 0 or more
 */
export function parseWeight(text: string, origin: string): number {
  const weight = NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isFinite(weight) && weight >= 0) return weight;
  throw new SourceError(
    `${origin} has the weight ${JSON.stringify(text.slice(0, SHOWN))}`,
    "a weight is a number of 0 or more, the larger the sooner a gene is offered",
  );
}
