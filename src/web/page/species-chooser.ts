import { Combobox } from "../combobox/combobox.ts";
import { speciesText } from "../element/texts.ts";
import { byId, make } from "./elements.ts";
import { type SpeciesSummary, speciesNamed } from "./server.ts";
import { commonName, matchingSpecies } from "./species-filter.ts";

/** How long typing has to pause before the server is asked which species a text means. */
const PAUSE_MS = 150;

/** A field for choosing a species by part of its name, or by any other name that the server knows. */
export class SpeciesChooser {
  readonly #input = byId("species", HTMLInputElement);
  readonly #popup = {
    anchor: this.#input,
    element: byId("species-popup", HTMLElement),
    list: byId("species-list", HTMLElement),
    message: document.querySelector<HTMLElement>("#species-popup > p")!,
  };
  readonly #combobox: Combobox;
  #all: readonly SpeciesSummary[] = [];
  #chosen = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;

  /** @param changed is called when another species was chosen */
  constructor(private readonly changed: (species: string) => void) {
    const input = this.#input;
    this.#combobox = new Combobox(input, this.#popup, {
      choose: (option) => this.#choose(option.dataset.name!),
      want: () => this.#show(this.#all),
      enter: () => this.#chooseFirst(),
      dismiss: () => {
        this.#forget();
        return false;
      },
      toggled: () => {},
    });
    input.addEventListener("input", () => this.#filter());
    // In WebKit a click takes the selection away that the focus has made.
    for (const name of ["focus", "click"]) input.addEventListener(name, () => input.select());
    input.addEventListener("blur", () => this.#restore());
  }

  /** The species to ask for; several are separated by commas. */
  get species(): string {
    return this.#chosen;
  }

  /** Shows this species as chosen. */
  set species(species: string) {
    this.#chosen = species;
    this.#restore();
  }

  /** All species to choose from. */
  set all(all: readonly SpeciesSummary[]) {
    this.#all = all;
  }

  #choose(name: string): void {
    this.species = name;
    this.changed(name);
  }

  #chooseFirst(): void {
    const first = this.#popup.list.querySelector<HTMLElement>('[role="option"]');
    this.#combobox.close();
    if (first !== null && this.#input.value !== textOf(this.#chosen)) {
      this.#choose(first.dataset.name!);
    }
  }

  /** Replaces text that was typed but not chosen by the chosen species. */
  #restore(): void {
    this.#forget();
    this.#combobox.close();
    this.#input.value = textOf(this.#chosen);
  }

  #filter(): void {
    this.#forget();
    const text = this.#input.value.trim();
    const found = matchingSpecies(this.#all, text);
    if (found.length > 0) {
      this.#show(found);
    } else {
      // Nothing can be chosen from the list for an older text.
      this.#combobox.close();
      this.#popup.list.replaceChildren();
      this.#timer = setTimeout(() => this.#ask(text), PAUSE_MS);
    }
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }

  /** Asks the server for a text that is not part of any species' name: `human`, `9606`. */
  async #ask(text: string): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    const named = await speciesNamed(text, controller.signal).catch(() => null);
    if (controller.signal.aborted) return;
    const names = named?.name ? [named.name] : (named?.didYouMean ?? []);
    const offered = names.map((name) => this.#summaryOf(name));
    if (offered.length > 0) this.#show(offered);
    else this.#combobox.say(named === null ? "The server cannot be reached" : "No such species");
  }

  #summaryOf(name: string): Partial<SpeciesSummary> & { name: string } {
    return this.#all.find((species) => species.name === name) ?? { name };
  }

  #show(species: readonly (Partial<SpeciesSummary> & { name: string })[]): void {
    if (species.length === 0) return;
    this.#combobox.show(
      species.map((summary, index) => {
        const { name, genes } = summary;
        const text = make("span", "name", speciesText(name));
        const count = genes === undefined ? "" : `${genes.toLocaleString("en")} genes`;
        const common = make("span", "common", commonName(summary));
        const option = make("div", "", text, " ", common, " ", make("span", "count", count));
        option.role = "option";
        option.id = `species-${index}`;
        option.dataset.name = name;
        if (name === this.#chosen) option.classList.add("chosen");
        return option;
      }),
    );
    this.#popup.list.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  }
}

function textOf(species: string): string {
  return species.split(",").map(speciesText).join(", ");
}
