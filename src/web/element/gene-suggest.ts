/**
 * `<gene-suggest species="homo_sapiens" name="gene"></gene-suggest>`: a text field that suggests genes as one types.
 *
 * Takes part in forms as text fields do. Attributes: `species` (several with commas between them), `match`, `limit`,
 * `minimum` (characters before the server is asked), `endpoint` (a server's `/v1/suggest`; else that of the server
 * which this script came from), `placeholder`, `name`, `value`, `required`, `disabled`.
 */

import { Combobox } from "../combobox/combobox.ts";
import { FormField } from "./form-field.ts";
import { submitImplicitly } from "./implicit-submission.ts";
import { LookUp } from "./look-up.ts";
import { optionOf } from "./option.ts";
import { makeParts } from "./parts.ts";
import css from "./style.css" with { type: "text" };
import {
  askServer,
  type GeneAnswer,
  type GeneSuggestion,
  type LookUpFailure,
} from "./suggestions.ts";

export type { GeneAnswer, GeneSuggestion } from "./suggestions.ts";
export { LookUpFailure } from "./suggestions.ts";

const DEFAULT_ENDPOINT = new URL("v1/suggest", import.meta.url).href;
/** What is heard of a field that nobody has labelled. */
const NO_LABEL = "Gene";
const NOTHING_FOUND = "No gene found";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** What the element tells, beside `input` and `change`. All of them bubble. */
export interface GeneSuggestEvents {
  /** A suggestion was chosen. */
  "gene-choose": CustomEvent<GeneSuggestion>;
  /** An answer came, and is shown. */
  "gene-answer": CustomEvent<GeneAnswer>;
  /** The server could not or would not answer. */
  "gene-error": CustomEvent<LookUpFailure>;
}

export class GeneSuggestElement extends FormField {
  static readonly observedAttributes = [
    "species",
    "match",
    "limit",
    "endpoint",
    "placeholder",
    "required",
    "value",
    "aria-label",
  ];

  readonly #input: HTMLInputElement;
  readonly #heard: HTMLElement;
  readonly #combobox: Combobox;
  readonly #lookUp: LookUp;
  /** Those that are shown. */
  #suggestions: readonly GeneSuggestion[] = [];
  #gene: GeneSuggestion | null = null;
  #isTouched = false;
  #valueAtFocus = "";

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [sheet];
    const { input, popup, heard } = makeParts(root);
    this.#input = input;
    this.#heard = heard;
    this.#combobox = new Combobox(input, popup, {
      choose: (option) => this.#choose(Number(option.dataset.place)),
      want: () => this.#wantsAnswer && this.#lookUp.ask(this.value),
      enter: () => this.#enter(),
      toggled: (isOpen) => this.mark("open", isOpen),
    });
    this.#lookUp = new LookUp({
      ask: (query, signal) => askServer(this.#urlOf(query), query, signal),
      answered: (answer) => this.#show(answer),
      failed: (failure) => this.#fail(failure),
    });
    input.addEventListener("input", () => this.#type());
    input.addEventListener("focus", () => this.#focus());
    input.addEventListener("blur", () => this.#blur());
  }

  connectedCallback(): void {
    this.takeEarly("value", "species", "name", "required", "disabled");
    this.report(this.#input);
    this.#readLabel();
    // A label may stand behind the element, where the document is not read to yet.
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.#readLabel(), { once: true });
    }
  }

  disconnectedCallback(): void {
    this.#rest();
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (value === before) return;
    if (name === "value") {
      if (!this.#isTouched) this.#take(value ?? "");
    } else if (name === "placeholder") {
      this.#input.placeholder = value ?? "";
    } else if (name === "aria-label") {
      this.#readLabel();
    } else if (name === "required") {
      this.#input.required = value !== null;
      this.report(this.#input);
    } else {
      // What is shown is the answer to another question.
      this.#rest();
    }
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.#input.disabled = isDisabled;
    if (isDisabled) this.#rest();
  }

  formResetCallback(): void {
    this.#rest();
    this.#isTouched = false;
    this.#take(this.defaultValue);
  }

  formStateRestoreCallback(state: string): void {
    this.value = state;
  }

  /** The text in the field, which is what a form sends. */
  get value(): string {
    return this.#input.value;
  }

  set value(value: string) {
    this.#isTouched = true;
    this.#rest();
    this.#take(value);
  }

  /** The suggestion that was chosen; null where the text was typed or has changed since. */
  get gene(): GeneSuggestion | null {
    return this.#gene;
  }

  get species(): string {
    return this.getAttribute("species") ?? "";
  }

  set species(species: string) {
    this.setAttribute("species", species);
  }

  /** Asks for the text as it stands; what comes is told as `gene-answer`, and shown where the field has the focus. */
  ask(): void {
    if (this.#wantsAnswer) this.#lookUp.ask(this.value);
    else this.#rest();
  }

  get #wantsAnswer(): boolean {
    const minimum = Number(this.getAttribute("minimum")) || 1;
    const typed = [...this.value.trim()].length;
    return typed > 0 && typed >= minimum && this.species !== "";
  }

  #urlOf(query: string): URL {
    const endpoint = this.getAttribute("endpoint");
    const url = new URL(endpoint ?? DEFAULT_ENDPOINT, document.baseURI);
    url.searchParams.set("species", this.species);
    url.searchParams.set("query", query);
    for (const name of ["match", "limit"]) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    return url;
  }

  #type(): void {
    this.#isTouched = true;
    this.#gene = null;
    this.report(this.#input);
    if (this.#wantsAnswer) this.#lookUp.type(this.value);
    else this.#rest();
  }

  #focus(): void {
    this.#readLabel();
    this.#valueAtFocus = this.value;
  }

  #blur(): void {
    this.#lookUp.cancel();
    if (this.value !== this.#valueAtFocus) this.dispatchEvent(new Event("change", BUBBLES));
    this.#valueAtFocus = this.value;
  }

  #enter(): void {
    this.#rest();
    if (this.form !== null) submitImplicitly(this.form);
  }

  #show(answer: GeneAnswer): void {
    const { suggestions, species } = answer;
    this.mark("error", false);
    this.#suggestions = suggestions;
    if (this.#hasFocus) {
      if (suggestions.length === 0) this.#combobox.say(NOTHING_FOUND);
      else this.#combobox.show(suggestions.map((s, i) => optionOf(s, i, species.length > 1)));
    }
    this.#say(heardOf(suggestions.length));
    this.dispatchEvent(new CustomEvent("gene-answer", { ...BUBBLES, detail: answer }));
  }

  #fail(failure: LookUpFailure): void {
    this.mark("error", true);
    const text = failure.mayPass ? "No suggestions at the moment" : failure.message;
    if (this.#hasFocus) this.#combobox.say(text);
    this.#say(text);
    this.dispatchEvent(new CustomEvent("gene-error", { ...BUBBLES, detail: failure }));
  }

  #choose(place: number): void {
    const gene = this.#suggestions[place]!;
    this.#isTouched = true;
    this.#rest();
    this.#take(gene.label);
    this.#gene = gene;
    this.#valueAtFocus = gene.label;
    this.#say(`${gene.label} chosen`);
    this.dispatchEvent(new Event("input", BUBBLES));
    this.dispatchEvent(new Event("change", BUBBLES));
    this.dispatchEvent(new CustomEvent("gene-choose", { ...BUBBLES, detail: gene }));
  }

  /** Nothing is asked or shown. */
  #rest(): void {
    this.#lookUp.cancel();
    this.#combobox.close();
    this.mark("error", false);
    this.#say("");
  }

  #take(value: string): void {
    this.#gene = null;
    this.#input.value = value;
    this.report(this.#input);
  }

  get #hasFocus(): boolean {
    return this.shadowRoot!.activeElement === this.#input;
  }

  #readLabel(): void {
    this.#input.ariaLabel = this.labelText || this.ariaLabel || NO_LABEL;
  }

  #say(text: string): void {
    this.#heard.textContent = text;
  }
}

function heardOf(suggestions: number): string {
  if (suggestions === 0) return NOTHING_FOUND;
  return suggestions === 1 ? "1 suggestion" : `${suggestions} suggestions`;
}

/** Of events that a page outside of the element's own tree is told. */
const BUBBLES = { bubbles: true, composed: true };

// Two scripts of one page may both bring it.
customElements.get("gene-suggest") ?? customElements.define("gene-suggest", GeneSuggestElement);

declare global {
  interface HTMLElementTagNameMap {
    "gene-suggest": GeneSuggestElement;
  }
  interface HTMLElementEventMap extends GeneSuggestEvents {}
}
