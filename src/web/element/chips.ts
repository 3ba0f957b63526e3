/** The list of a field with `multiple`: a chip for each gene, and for each name that is to become one. */

import css from "./chips.css" with { type: "text" };
import type { GeneSuggestElement } from "./gene-suggest.ts";
import { partOf, sheetOf } from "./parts.ts";
import { type Answer, type Post, resolveNames } from "./resolve.ts";
import type { GeneSuggestion, LookUpFailure } from "./suggestions.ts";
import type { ListTexts } from "./texts.ts";

const ENGLISH: ListTexts = {
  chosenGenes: "Chosen genes",
  remove: (name) => `Remove ${name}`,
  removed: (name) => `${name} removed`,
  resolved: (names, unknown) => `${names - unknown} genes added, ${unknown} not found`,
};

interface Chip {
  /** What was typed, pasted or set. */
  name: string;
  gene: GeneSuggestion | null;
  /** Whether the page has set it, and its gene is not known yet. */
  isGiven: boolean;
  state: "gene" | "pending" | "unknown";
}

/** What is between the names of a list; blanks are only where there is nothing else. */
const SEPARATORS = /[,;\t\r\n]+/;
const BLANKS = /\s+/;

/** How long to wait before the first retry, and at most; a Retry-After may be longer. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;

const sheet = sheetOf(css);

export class Chips {
  readonly #field: GeneSuggestElement;
  readonly #box: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #list = partOf("ul", "chips");
  readonly #listeners = new AbortController();
  #chips: Chip[] = [];

  constructor(field: GeneSuggestElement, box: HTMLElement, input: HTMLInputElement) {
    this.#box = box;
    this.#input = input;
    this.#field = field;
    const list = this.#list;
    list.role = "list";
    box.classList.add("multiple");
    // Behind the input, as the first thing that can have the focus gets it when a label is pressed.
    box.append(list);
    const root = box.getRootNode() as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets.slice(0, 1), sheet];
    const { signal } = this.#listeners;
    input.addEventListener("keydown", (event) => this.#key(event), { signal });
    input.addEventListener("paste", (event) => this.#paste(event), { signal });
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("click", ({ target }) => this.#press(target as Element));
    // The focus stays where it is.
    box.addEventListener("mousedown", (event) => this.#hold(event), { signal });
  }

  /** Takes the chips away. */
  remove(): void {
    this.#listeners.abort();
    this.#list.remove();
    this.#box.classList.remove("multiple");
  }

  get genes(): GeneSuggestion[] {
    return this.#chips.flatMap(({ gene }) => gene ?? []);
  }

  get unknown(): string[] {
    return this.#chips.filter(({ state }) => state === "unknown").map(({ name }) => name);
  }

  get values(): string[] {
    return this.#chips.flatMap((chip) => this.#valueOf(chip) ?? []);
  }

  set values(values: string | readonly string[]) {
    const names = typeof values === "string" ? namesIn(values) : values;
    this.#replace(names.map((name) => chipOf(name, null, true)));
    this.learn();
  }

  /** An entry for each value. */
  get sent(): FormData {
    const data = new FormData();
    const { name } = this.#field;
    if (name !== "") for (const value of this.values) data.append(name, value);
    return data;
  }

  get kept(): string {
    return JSON.stringify(this.#chips.map(({ name, gene, isGiven }) => [name, gene, isGiven]));
  }

  restore(kept: string): void {
    const chips: [string, GeneSuggestion | null, boolean][] = JSON.parse(kept);
    this.#replace(chips.map((chip) => chipOf(...chip)));
    this.learn();
  }

  /** What keeps the list from being sent; empty where nothing does. */
  get flaw(): string {
    const { notAGene, searching } = this.#field.texts;
    const states = this.#chips
      .filter((chip) => !chip.isGiven && this.#field.isFlawed(chip.name, chip.gene))
      .map(({ state }) => state);
    if (states.includes("pending")) return searching;
    return states.length === 0 ? "" : notAGene;
  }

  /** A list with chips does not need a text, and has no place for an example. */
  adapt(required: boolean, placeholder: string): void {
    const isEmpty = this.#chips.length === 0;
    this.#input.required = required && isEmpty;
    this.#input.placeholder = isEmpty ? placeholder : "";
    this.#box.classList.toggle("fixed", this.#isFixed);
  }

  /** Adds the gene that was chosen for the text in the input. */
  add(gene: GeneSuggestion): void {
    this.#input.value = "";
    this.#replace(withoutRepeats([...this.#chips, chipOf(gene.label, gene, false)]));
  }

  /** Adds all names of a text, which become genes once they are looked up. */
  take(text: string): void {
    this.#input.value = "";
    const chips = namesIn(text).map((name) => chipOf(name, null, false));
    this.#replace(withoutRepeats([...this.#chips, ...chips]));
    this.#field.changed();
    this.learn();
  }

  /** Takes a text that has a separator in it or at its end. @returns whether it has one */
  split(): boolean {
    const isList = SEPARATORS.test(this.#input.value);
    if (isList) this.take(this.#input.value);
    return isList;
  }

  /** Looks up the names that are not looked up yet. */
  async learn(): Promise<void> {
    const chips = this.#chips.filter(({ state }) => state === "pending");
    if (chips.length === 0) return;
    const found = await this.#resolve(chips.map(({ name }) => name));
    if (found === null) return;
    const isByUser = chips.some(({ isGiven }) => !isGiven);
    for (const chip of chips) {
      chip.gene = found.get(chip.name) ?? null;
      chip.isGiven = false;
      chip.state = chip.gene === null ? "unknown" : "gene";
    }
    this.#replace(withoutRepeats(this.#chips));
    const unknown = chips.filter(({ state }) => state === "unknown").length;
    this.#field.say(this.#texts.resolved(chips.length, unknown));
    if (isByUser) this.#field.changed();
    this.#field.resolved();
  }

  /** The genes of names, once the server can tell them; null where it cannot, or the field is gone. */
  async #resolve(names: readonly string[]): Promise<Map<string, GeneSuggestion> | null> {
    const field = this.#field;
    const post: Post = async (question) => {
      const request = { method: "POST", body: JSON.stringify(question) };
      return (await field.fetchJson<Answer>(new URL("resolve", field.address()), request)).body;
    };
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
      try {
        return await resolveNames(post, field.species, names);
      } catch (error) {
        const failure = error as LookUpFailure;
        field.fail(failure);
        if (!failure.mayPass || !field.isConnected) return null;
        const { retryAfterMs } = failure;
        await new Promise((resolve) => setTimeout(resolve, Math.max(wait, retryAfterMs)));
      }
    }
  }

  #valueOf({ name, gene, isGiven }: Chip): string | null {
    return isGiven ? name : this.#field.valueFor(name, gene);
  }

  #replace(chips: Chip[]): void {
    this.#chips = chips;
    const texts = this.#texts;
    this.#list.ariaLabel = texts.chosenGenes;
    this.#list.replaceChildren(...chips.map((chip) => elementOf(chip, texts)));
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#field.report();
  }

  get #texts(): ListTexts {
    return this.#field.texts.list ?? ENGLISH;
  }

  get #buttons(): HTMLElement[] {
    return Array.from(this.#list.querySelectorAll("button"));
  }

  get #isFixed(): boolean {
    return this.#input.disabled || this.#input.readOnly;
  }

  #remove(index: number): void {
    const chip = this.#chips[index];
    if (chip === undefined || this.#isFixed) return;
    this.#replace(this.#chips.filter((other) => other !== chip));
    this.#field.say(this.#texts.removed(labelOf(chip)));
    this.#field.changed();
  }

  /** Keys of an input without a text, and of the chips that have the focus. */
  #key(event: KeyboardEvent): void {
    const { key, target, isComposing, ctrlKey, altKey, metaKey, shiftKey } = event;
    if (isComposing || ctrlKey || altKey || metaKey || shiftKey || this.#input.value !== "") return;
    const buttons = this.#buttons;
    const { length } = buttons;
    const at = target === this.#input ? length : buttons.indexOf(target as HTMLElement);
    const isRightToLeft = getComputedStyle(this.#box).direction === "rtl";
    const [back, on] = isRightToLeft ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
    if (key === "Backspace" || key === "Delete") {
      if (at < length) this.#remove(at);
      else if (key === "Backspace") this.#remove(length - 1);
      else return;
      this.#focus(at);
    } else if (key === back && at > 0) this.#focus(at - 1);
    else if (key === on && at < length) this.#focus(at + 1);
    else if (key === "Home" && at < length) this.#focus(0);
    else if ((key === "End" || key === "Escape") && at < length) this.#focus(length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves the focus to a chip, or to the input behind the last one. */
  #focus(index: number): void {
    (this.#buttons[index] ?? this.#input).focus();
  }

  /** A button takes its chip away; the name of an unknown gene goes back into the input. */
  #press(target: Element): void {
    const element = target.closest("li");
    const index = Array.from(this.#list.children).indexOf(element!);
    const chip = this.#chips[index];
    if (chip === undefined) return;
    const isButton = target.closest("button") !== null;
    if (!isButton && chip.state !== "unknown") return;
    const hadFocus = element!.contains((this.#box.getRootNode() as ShadowRoot).activeElement);
    this.#remove(index);
    if (hadFocus) this.#focus(index);
    if (isButton || this.#isFixed) return;
    this.#input.value = chip.name;
    this.#input.focus();
    this.#input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  }

  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (this.#isFixed || namesIn(text).length < 2) return;
    event.preventDefault();
    this.take(text);
  }

  #hold(event: MouseEvent): void {
    if (event.target === this.#input) return;
    event.preventDefault();
    if (event.target === this.#box) this.#input.focus();
  }
}

function chipOf(name: string, gene: GeneSuggestion | null, isGiven: boolean): Chip {
  return { name, gene, isGiven, state: gene === null ? "pending" : "gene" };
}

function labelOf({ name, gene }: Chip): string {
  return gene?.label ?? name;
}

function elementOf(chip: Chip, texts: ListTexts): HTMLElement {
  const { name, gene, state } = chip;
  const label = labelOf(chip);
  const element = partOf("li", "chip");
  element.classList.add(state);
  element.part.add(state);
  if (gene !== null) element.title = [name, gene.stable_id].join(" ");
  const text = document.createElement("span");
  text.textContent = label;
  const remove = partOf("button", "remove");
  remove.type = "button";
  remove.tabIndex = -1;
  remove.ariaLabel = texts.remove(label);
  remove.textContent = "×";
  element.append(text, remove);
  return element;
}

/** The first chip of each gene, and of each name without one. */
function withoutRepeats(chips: readonly Chip[]): Chip[] {
  const keyOf = ({ name, gene }: Chip) =>
    gene === null ? name : [gene.species, gene.label, gene.stable_id].join("\n");
  return [...new Map(chips.map((chip) => [keyOf(chip), chip])).values()];
}

function namesIn(text: string): string[] {
  const list = text.trim();
  const names = list.split(SEPARATORS.test(list) ? SEPARATORS : BLANKS);
  return names.map((name) => name.trim()).filter((name) => name !== "");
}
