import type { GeneSuggestion } from "./suggestions.ts";
import { locationOf, markedLabel, piece, reasonOf, speciesText } from "./texts.ts";

/**
 * Creates an option of the list.
 *
 * @param index of the suggestion, from 0
 * @param namesSpecies whether to show the species
 */
export function optionOf(
  suggestion: GeneSuggestion,
  index: number,
  namesSpecies: boolean,
): HTMLElement {
  const option = document.createElement("li");
  option.role = "option";
  option.id = `option-${index}`;
  option.dataset.index = String(index);
  option.part.add("option");
  const reason = reasonOf(suggestion);
  const location = locationOf(suggestion);
  const { species, stable_id: id, genes } = suggestion;
  const name = [
    piece("label", ...markedLabel(suggestion)),
    ...(reason === null ? [] : [piece("reason", reason)]),
    ...(namesSpecies ? [piece("species", speciesText(species))] : []),
    ...(genes > 1 ? [piece("genes", `${genes} genes`)] : []),
  ];
  const whereabouts = [
    ...(location === null ? [] : [piece("location", location)]),
    ...(id === undefined ? [] : [piece("id", id)]),
  ];
  option.append(piece("name", ...spaced(name)), " ", piece("place", ...spaced(whereabouts)));
  return option;
}

/** Separates parts by spaces, so that screen readers do not run them together. */
function spaced(pieces: readonly HTMLElement[]): (HTMLElement | string)[] {
  return pieces.flatMap((piece) => [piece, " "]);
}
