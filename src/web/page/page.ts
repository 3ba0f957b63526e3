/** The page for trying Assembl: the element, a species chooser, and the last request with its answer. */

import type { GeneSuggestElement } from "../element/gene-suggest.ts";
import type { GeneAnswer } from "../element/suggestions.ts";
import { speciesText } from "../element/texts.ts";
import { readAddress, writeAddress } from "./address.ts";
import { markChosen, showAnswer, showNoAnswer } from "./answer-list.ts";
import { startCopying } from "./copy.ts";
import { byId, make } from "./elements.ts";
import { startNameTable } from "./name-table.ts";
import { showProvenance } from "./provenance.ts";
import {
  type IndexInfo,
  type NamedSpecies,
  type SpeciesSummary,
  speciesNamed,
  whenReady,
} from "./server.ts";
import { SpeciesChooser } from "./species-chooser.ts";
import { startTheme } from "./theme.ts";

/** The species to start with, unless the address names one. */
const USUAL_SPECIES = "homo_sapiens";
/** One example for each way to find a gene: name, former name, loose spelling, id, misspelling. */
const EXAMPLES = ["BRCA2", "p53", "nkx25", "ENSG00000139618", "tpp53"];

const gene = byId("gene", HTMLElement) as GeneSuggestElement;
const form = byId("try", HTMLFormElement);
const reach = byId("reach", HTMLFieldSetElement);
const chooser = new SpeciesChooser(askSpecies);
let generation: string | null = null;

startTheme();
startCopying();
startNameTable(() => chooser.species);
form.addEventListener("submit", (event) => event.preventDefault());
reach.addEventListener("change", () => {
  gene.setAttribute("match", chosenMatch());
  showEmbedding();
  ask();
});
gene.addEventListener("input", () => gene.value.trim() === "" && rest());
gene.addEventListener("gene-answer", ({ detail }) => show(detail));
gene.addEventListener("gene-choose", ({ detail }) => {
  markChosen(detail);
  note();
});
gene.addEventListener("gene-error", ({ detail }) => {
  showNoAnswer(sentence(detail.message));
  showCall(questionUrl());
  if (detail.didYouMean.length > 0) offer("Did you mean", detail.didYouMean.map(speciesChip));
  else offer(detail.mayPass ? "The page asks again by itself." : "", []);
});
document.addEventListener("keydown", (event) => {
  const isTyping = (event.target as Element).matches("input, textarea, gene-suggest");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  event.preventDefault();
  gene.focus();
  gene.select();
});
await customElements.whenDefined("gene-suggest");
await start();

async function start(): Promise<void> {
  const address = readAddress();
  gene.value = address.query;
  use(address.species || USUAL_SPECIES);
  // Without an index the server counts all rows of its database first.
  const all = whenReady<SpeciesSummary[]>("v1/species", wait);
  all.then((species) => {
    chooser.all = species;
  });
  const index = await whenReady<IndexInfo>("v1/index", wait);
  byId("notice", HTMLElement).hidden = true;
  learn(index);
  useMatch(address.match, index.tiers);
  const shown = chooser.species;
  const { name, didYouMean } = await nameOf(address.species, all);
  // The user may have chosen another species meanwhile.
  if (chooser.species === shown) {
    use(name ?? shown);
    if (name === null)
      offer(`There is no species “${shown}”. Did you mean`, didYouMean.map(speciesChip));
  }
  ask();
}

function wait(why: string): void {
  const notice = byId("notice", HTMLElement);
  notice.textContent = `${why}. Trying again…`;
  notice.hidden = false;
  offer("Genes can be found as soon as the server answers.", []);
}

/** The species that was given by any of its names; if none was, the usual species, else the first. */
async function nameOf(
  given: string,
  all: Promise<readonly SpeciesSummary[]>,
): Promise<NamedSpecies> {
  if (given !== "") {
    return await speciesNamed(given).catch(() => ({ name: given, didYouMean: [] }));
  }
  const names = (await all).map(({ name }) => name);
  const name = names.includes(USUAL_SPECIES) ? USUAL_SPECIES : (names[0] ?? USUAL_SPECIES);
  return { name, didYouMean: [] };
}

/** Searches genes of this species from now on. */
function use(species: string): void {
  chooser.species = species;
  gene.species = species;
  showEmbedding();
  offer(
    "Type a gene’s name, a former name, or a stable id.",
    species === USUAL_SPECIES ? EXAMPLES.map(queryChip) : [],
  );
}

/** Shows what the user may try while there are no suggestions. */
function offer(text: string, chips: readonly HTMLElement[]): void {
  byId("examples-text", HTMLElement).textContent = text;
  byId("chips", HTMLElement).replaceChildren(...chips);
}

function askSpecies(species: string): void {
  use(species);
  ask();
  gene.focus();
}

/** Shows the kinds of match that this server supports, and selects the given one, else the widest. */
function useMatch(given: string, tiers: readonly string[]): void {
  const radios = Array.from(reach.querySelectorAll("input"));
  const answered = radios.filter(({ value }) => value === "prefix" || tiers.includes(value));
  for (const radio of radios) radio.parentElement!.hidden = !answered.includes(radio);
  reach.hidden = answered.length < 2;
  const chosen = answered.find(({ value }) => value === given) ?? answered.at(-1)!;
  chosen.checked = true;
  gene.setAttribute("match", chosen.value);
  showEmbedding();
}

function chosenMatch(): string {
  return reach.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
}

function ask(): void {
  if (gene.value.trim() === "") rest();
  else gene.ask();
}

function rest(): void {
  showNoAnswer();
  showCall();
  note();
}

function show(answer: GeneAnswer): void {
  showAnswer(answer);
  showCall(answer.url);
  note();
  // The server has changed to another generation.
  if (answer.tag !== null && generation !== null && !answer.tag.includes(generation)) {
    generation = null;
    whenReady<IndexInfo>("v1/index", () => {}).then(learn);
    whenReady<SpeciesSummary[]>("v1/species", () => {}).then((all) => {
      chooser.all = all;
    });
  }
}

function learn(index: IndexInfo): void {
  generation = index.generation;
  showProvenance(index);
}

/** Makes the page's address lead back to what is shown. */
function note(): void {
  writeAddress({ species: chooser.species, query: gene.value, match: chosenMatch() });
}

function showCall(url = new URL("v1/species", document.baseURI).href): void {
  byId("call", HTMLElement).textContent = `curl '${url}'`;
}

/** The address of what is asked now. */
function questionUrl(): string {
  const { species, value: query, match, limit } = gene;
  const question = new URLSearchParams({ species, query, match, limit: String(limit) });
  return new URL(`v1/suggest?${question}`, document.baseURI).href;
}

/** Shows the markup that puts the element, as it is here, into another page. */
function showEmbedding(): void {
  const source = new URL("gene-suggest.js", document.baseURI).href;
  const { species, match, limit } = gene;
  const attributes = Object.entries({ species, match, limit: String(limit), name: "gene" })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}="${attributeText(value)}"`);
  byId("embed", HTMLElement).textContent = [
    `<script type="module" src="${source}"></script>`,
    `<gene-suggest ${attributes.join(" ")}></gene-suggest>`,
  ].join("\n");
}

function attributeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

function queryChip(query: string): HTMLElement {
  return chipOf(query, () => {
    gene.value = query;
    ask();
  });
}

function speciesChip(species: string): HTMLElement {
  return chipOf(speciesText(species), () => askSpecies(species));
}

function chipOf(text: string, chosen: () => void): HTMLElement {
  const chip = make("button", "chip", text);
  chip.type = "button";
  chip.addEventListener("click", chosen);
  return chip;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
