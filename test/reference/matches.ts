/**
 * Which parts of the texts matched.
 *
 * Choices where the contract can be read in two ways:
 * - A loose form matches from the first letter or digit of the name to the last one that the query reaches, with
 *   what stands between them; a Greek letter of which the query has only the beginning belongs to it.
 * - Where both fit, an alias matches by its fold rather than by its loose form.
 * - `infix` matches where the fold of the query first stands in that of the label.
 * - `words` tells for each word of the query the first word of the description that it begins, else the first one of
 *   the label; words of aliases are not told, as no alias is shown. Ranges stand in the order of `label`,
 *   `description` and of their offsets; of two that begin at the same place the longer is told.
 * - `id`, `id-prefix` and `fuzzy` tell nothing.
 * - A field whose text does not fold one unit for one is left out, and `matches` is absent where nothing is left.
 */

import {
  foldsUnitForUnit,
  looseCodePoint,
  type Name,
  type Query,
  RUNS_OF_LETTERS_AND_DIGITS,
} from "./names.ts";
import { beginsWith, type Found } from "./tiers.ts";

export interface Match {
  field: "label" | "alias" | "description";
  /** In UTF-16 units, as `length`. */
  offset: number;
  length: number;
}

type Range = Omit<Match, "field">;

/** The matches of a suggestion; null where there are none to tell. */
export function matchesOf(found: Found): Match[] | null {
  const matches = allMatches(found).filter(({ field }) => {
    const { text, folding } = fieldOf(found, field);
    return foldsUnitForUnit(text, folding);
  });
  return matches.length === 0 ? null : matches;
}

function fieldOf({ label, alias, description }: Found, field: Match["field"]): Name {
  if (field === "label") return label.name;
  return field === "alias" ? alias!.name : description!;
}

function allMatches({ query, tier, label, alias, description }: Found): Match[] {
  switch (tier) {
    case "exact":
    case "prefix":
      return [{ field: "label", ...foldedRange(query) }];
    case "exact-loose":
    case "prefix-loose":
      return [{ field: "label", ...looseRange(label.name, query) }];
    case "infix":
      return [
        {
          field: "label",
          offset: label.name.fold!.indexOf(query.fold),
          length: query.fold.length,
        },
      ];
    case "alias":
      return [{ field: "alias", ...foldedRange(query) }];
    case "alias-loose":
      return [{ field: "alias", ...looseRange(alias!.name, query) }];
    case "alias-prefix":
      return [
        {
          field: "alias",
          ...(beginsWith(alias!.name, query) ? foldedRange(query) : looseRange(alias!.name, query)),
        },
      ];
    case "words":
      return wordMatches(label.name, description!, query);
    case "id":
    case "id-prefix":
    case "fuzzy":
      return [];
  }
}

const foldedRange = (query: Query): Range => ({ offset: 0, length: query.fold.length });

/** The part of a name whose loose form is, or begins with, that of the query. */
function looseRange(name: Name, query: Query): Range {
  let matched = "";
  let offset: number | null = null;
  let end = 0;
  for (const codePoint of name.codePoints) {
    const letters = looseCodePoint(codePoint);
    if (letters !== "") offset ??= end;
    matched += letters;
    end += codePoint.length;
    if (matched.length >= query.loose!.length) break;
  }
  return { offset: offset!, length: end - offset! };
}

function wordMatches(label: Name, description: Name, query: Query): Match[] {
  const matches = query.words.flatMap((word): Match[] => {
    const inDescription = offsetOfWord(description, word);
    const inLabel = offsetOfWord(label, word);
    const { length } = word;
    if (inDescription !== null) return [{ field: "description", offset: inDescription, length }];
    return inLabel === null ? [] : [{ field: "label", offset: inLabel, length }];
  });
  const isLongest = (match: Match) =>
    !matches.some(
      ({ field, offset, length }) =>
        field === match.field && offset === match.offset && length > match.length,
    );
  return (["label", "description"] as const).flatMap((field) => {
    const ranges = matches.filter((match) => match.field === field && isLongest(match));
    const byOffset = new Map(ranges.map((match) => [match.offset, match]));
    return Array.from(byOffset.values()).sort((a, b) => a.offset - b.offset);
  });
}

/** Where in the fold of a text the first word stands that begins with this one. */
function offsetOfWord(text: Name, beginning: string): number | null {
  const words = text.fold?.matchAll(RUNS_OF_LETTERS_AND_DIGITS) ?? [];
  for (const { index, 0: word } of words) if (word.startsWith(beginning)) return index;
  return null;
}
