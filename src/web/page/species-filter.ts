import { speciesText } from "../element/texts.ts";
import type { SpeciesSummary } from "./server.ts";

/**
 * The species whose scientific or common names contain all words of a text in any order: `mus`, `Mus musculus`, `musc m`. Names that
 * begin with the text come first, then names with a word that begins with its first word.
 */
export function matchingSpecies(
  all: readonly SpeciesSummary[],
  text: string,
): readonly SpeciesSummary[] {
  const wanted = plain(text);
  const words = wanted.split(" ");
  const ranked = all.flatMap((species) => {
    const name = plain(`${speciesText(species.name)} ${commonName(species)}`);
    if (!words.every((word) => name.includes(word))) return [];
    const rank = name.startsWith(wanted) ? 0 : ` ${name}`.includes(` ${words[0]}`) ? 1 : 2;
    return [{ species, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ species }) => species);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

/** What people call a species; empty where neither the source nor the page knows it. */
export function commonName({
  name,
  display_name: shown,
}: Pick<SpeciesSummary, "name" | "display_name">): string {
  return shown ?? COMMON_NAMES[name] ?? "";
}
