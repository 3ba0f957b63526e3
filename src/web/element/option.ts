import type { GeneSuggestion } from "./suggestions.ts";
import { locationOf, markedLabel, piece, reasonOf, speciesText } from "./texts.ts";

/**
 * One line of the list.
 *
 * @param place in the list, counted from 0
 * @param namesSpecies where labels of several species stand beside each other
 */
export function optionOf(
  suggestion: GeneSuggestion,
  place: number,
  namesSpecies: boolean,
): HTMLElement {
  const option = document.createElement("li");
  option.role = "option";
  option.id = `option-${place}`;
  option.dataset.place = String(place);
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

/** White space between pieces keeps them apart for who hears them. */
function spaced(pieces: readonly HTMLElement[]): (HTMLElement | string)[] {
  return pieces.flatMap((piece) => [piece, " "]);
}
