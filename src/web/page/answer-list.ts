import type { GeneAnswer, GeneSuggestion } from "../element/suggestions.ts";
import { ENGLISH, locationOf, marked, reasonOf, speciesText } from "../element/texts.ts";
import { byId, make } from "./elements.ts";

const ENSEMBL = "https://www.ensembl.org/id/";

/** Shows an answer with links to Ensembl and the time that it took. */
export function showAnswer({ query, milliseconds, species, suggestions }: GeneAnswer): void {
  byId("answer-title", HTMLElement).textContent = titleOf(suggestions.length, query);
  byId("took", HTMLElement).textContent = `${milliseconds.toFixed(1)} ms`;
  byId("suggestions", HTMLElement).replaceChildren(
    ...suggestions.map((suggestion) => rowOf(suggestion, species.length > 1)),
  );
}

/** Shows an empty list. */
export function showNoAnswer(title = "Suggestions"): void {
  byId("answer-title", HTMLElement).textContent = title;
  byId("took", HTMLElement).textContent = "";
  byId("suggestions", HTMLElement).replaceChildren();
}

/** Highlights the suggestion that was chosen. */
export function markChosen({ label, species }: GeneSuggestion): void {
  for (const row of byId("suggestions", HTMLElement).children as Iterable<HTMLElement>) {
    const isChosen = row.dataset.label === label && row.dataset.species === species;
    row.classList.toggle("chosen", isChosen);
    if (isChosen) row.ariaCurrent = "true";
    else row.removeAttribute("aria-current");
  }
}

function titleOf(count: number, query: string): string {
  const found = count === 0 ? "No gene" : count === 1 ? "1 suggestion" : `${count} suggestions`;
  return `${found} for “${query.trim()}”`;
}

function rowOf(suggestion: GeneSuggestion, namesSpecies: boolean): HTMLElement {
  const { label, species, stable_id: id, genes } = suggestion;
  const reason = reasonOf(suggestion, ENGLISH);
  const location = locationOf(suggestion, ENGLISH.number);
  const name = make(
    "div",
    "name",
    make("span", "label", ...marked(suggestion, "label")),
    ...(reason.length === 0 ? [] : [make("span", "reason", ...reason)]),
    ...(genes > 1 ? [make("span", "genes", `${genes} genes`)] : []),
    ...(namesSpecies ? [make("span", "species", speciesText(species))] : []),
  );
  const place = make("span", "location", location ?? "");
  const row = make("li", "", name, place, id === undefined ? "" : linkOf(id));
  row.dataset.label = label;
  row.dataset.species = species;
  return row;
}

function linkOf(id: string): HTMLElement {
  const link = make("a", "id", id);
  link.href = ENSEMBL + encodeURIComponent(id);
  link.target = "_blank";
  link.rel = "noreferrer";
  link.title = `${id} at Ensembl`;
  return link;
}
