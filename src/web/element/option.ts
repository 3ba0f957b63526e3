import { partOf } from "./parts.ts";
import type { GeneSuggestion } from "./suggestions.ts";
import { locationOf, marked, reasonOf, speciesText, type Texts } from "./texts.ts";

/** Makes the content of an option. */
export type RenderOption = (gene: GeneSuggestion) => Node | string;

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
  texts: Texts,
  render: RenderOption | null,
): HTMLElement {
  const option = partOf("li", "option");
  option.role = "option";
  option.id = `option-${index}`;
  option.dataset.index = String(index);
  if (render !== null) {
    option.append(render(suggestion));
    return option;
  }
  const { species, stable_id: id, genes, biotype } = suggestion;
  const name = [
    piece("label", marked(suggestion, "label")),
    piece("reason", reasonOf(suggestion, texts)),
    piece("species", [namesSpecies && speciesText(species)]),
    piece("genes", [genes > 1 && texts.genes(genes)]),
  ];
  const place = [
    piece("biotype", [biotype?.replaceAll("_", " ")]),
    piece("location", [locationOf(suggestion, texts.number)]),
    piece("id", [id]),
  ];
  option.append(piece("name", spaced(name)), " ", piece("place", spaced(place)));
  return option;
}

/** What there may be to show. */
type Content = Node | string | false | null | undefined;

/** An element that pages can style by its name; an empty text where there is nothing to show. */
function piece(name: string, content: readonly Content[]): Node | string {
  const shown = content.filter((part) => part) as (Node | string)[];
  if (shown.length === 0) return "";
  const element = partOf("span", name);
  element.append(...shown);
  return element;
}

/** Separates parts by spaces, so that screen readers do not run them together. */
function spaced(pieces: readonly Content[]): Content[] {
  return pieces.flatMap((part) => (part ? [part, " "] : []));
}
