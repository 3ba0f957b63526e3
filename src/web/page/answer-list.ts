import type { GeneAnswer, GeneSuggestion } from "../element/suggestions.ts";
import { ENGLISH, locationOf, marked, reasonOf, speciesText } from "../element/texts.ts";
import { copy } from "./copy.ts";
import { byId, make } from "./elements.ts";
import { type GeneLink, linksById, linksOf } from "./gene-links.ts";
import { genesOf } from "./server.ts";

/** Shows an answer with links to other sites and the time that it took. */
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
  const { label, species, genes, biotype } = suggestion;
  const reason = reasonOf(suggestion, ENGLISH);
  const name = make(
    "div",
    "name",
    make("span", "label", ...marked(suggestion, "label")),
    ...(reason.length === 0 ? [] : [make("span", "reason", ...reason)]),
    ...(namesSpecies ? [make("span", "species", speciesText(species))] : []),
    ...(biotype === undefined ? [] : [make("span", "biotype", biotype.replaceAll("_", " "))]),
  );
  const row = make("li", "", name, ...whereaboutsOf(suggestion, linksOf(suggestion)));
  if (genes > 1) name.append(allGenesButton(suggestion, row));
  row.dataset.label = label;
  row.dataset.species = species;
  return row;
}

/** Location and id, each with a button that copies it, and links to other sites. */
function whereaboutsOf(gene: GeneSuggestion, links: readonly GeneLink[]): HTMLElement[] {
  const location = locationOf(gene, ENGLISH.number);
  return [
    copied("location", "location", location),
    copied("id", "stable id", gene.stable_id ?? null),
    make("div", "links", ...links.map(({ site, url }) => linkTo(url, site, gene.label))),
  ];
}

function copied(name: string, what: string, text: string | null): HTMLElement {
  if (text === null) return make("div", name);
  const source = make("span", "text", text);
  const button = make("button", "copies");
  button.type = "button";
  button.ariaLabel = `Copy ${what} ${text}`;
  button.title = `Copy ${what}`;
  button.addEventListener("click", () => copy(button, source, "✓"));
  return make("div", name, source, button);
}

/** A button that shows every gene of a label below its row, and hides them again. */
function allGenesButton(suggestion: GeneSuggestion, row: HTMLElement): HTMLElement {
  const button = make("button", "genes", `${suggestion.genes} genes`);
  button.type = "button";
  button.ariaExpanded = "false";
  let list: HTMLElement | null = null;
  button.addEventListener("click", async () => {
    if (list !== null) {
      list.hidden = !list.hidden;
    } else {
      const genes = await genesOf(suggestion).catch(() => null);
      if (genes === null || list !== null) return;
      const rows = genes.map((gene) => whereaboutsOf(gene, linksById(gene)));
      list = make("ul", "all", ...rows.map((row) => make("li", "", ...row)));
      row.append(list);
    }
    button.ariaExpanded = String(!list.hidden);
  });
  return button;
}

function linkTo(url: string, site: string, label: string): HTMLElement {
  const link = make("a", "", site);
  link.href = url;
  link.target = "_blank";
  link.rel = "noreferrer";
  link.title = `${label} at ${site}`;
  return link;
}
