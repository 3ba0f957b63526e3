/**
 * `<gene-suggest species="homo_sapiens" name="gene"></gene-suggest>`: a text field that suggests genes as one types.
 *
 * Takes part in forms as text fields do. Attributes: `species` (several with commas between them), `match`, `limit`,
 * `minimum` (characters before the server is asked), `endpoint` (a server's `/v1/suggest`; else that of the server
 * which this script came from), `placeholder`, `name`, `value`, `required`, `disabled`.
 */

import { Combobox } from "../combobox/combobox.ts";
import { submitImplicitly } from "./implicit-submission.ts";
import { LookUp } from "./look-up.ts";
import { optionOf } from "./option.ts";
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

export class GeneSuggestElement extends HTMLElement {
  static readonly formAssociated = true;
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

  readonly #internals = this.attachInternals();
  readonly #input = document.createElement("input");
  readonly #heard = document.createElement("div");
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
    const popup = {
      element: partOf("div", "popup"),
      list: partOf("ul", "list"),
      message: partOf("p", "message"),
    };
    popup.list.id = "list";
    popup.list.role = "listbox";
    popup.list.ariaLabel = "Suggestions";
    popup.element.append(popup.list, popup.message);
    this.#heard.className = "heard";
    this.#heard.role = "status";
    const input = this.#input;
    input.part.add("input");
    input.autocomplete = "off";
    input.autocapitalize = "off";
    input.spellcheck = false;
    input.setAttribute("autocorrect", "off");
    root.append(input, popup.element, this.#heard);
    this.#combobox = new Combobox(input, popup, {
      choose: (option) => this.#choose(Number(option.dataset.place)),
      want: () => this.#wantsAnswer && this.#lookUp.ask(this.value),
      enter: () => this.#enter(),
      toggled: (isOpen) => this.#internals.states[isOpen ? "add" : "delete"]("open"),
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
    this.#validate();
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
      this.#validate();
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

  get defaultValue(): string {
    return this.getAttribute("value") ?? "";
  }

  set defaultValue(value: string) {
    this.setAttribute("value", value);
  }

  get species(): string {
    return this.getAttribute("species") ?? "";
  }

  set species(species: string) {
    this.setAttribute("species", species);
  }

  get name(): string {
    return this.getAttribute("name") ?? "";
  }

  set name(name: string) {
    this.setAttribute("name", name);
  }

  get required(): boolean {
    return this.hasAttribute("required");
  }

  set required(isRequired: boolean) {
    this.toggleAttribute("required", isRequired);
  }

  get disabled(): boolean {
    return this.hasAttribute("disabled");
  }

  set disabled(isDisabled: boolean) {
    this.toggleAttribute("disabled", isDisabled);
  }

  get type(): string {
    return this.localName;
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get labels(): NodeList {
    return this.#internals.labels;
  }

  get validity(): ValidityState {
    return this.#internals.validity;
  }

  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.#internals.reportValidity();
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
    this.#validate();
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
    this.#internals.states.delete("error");
    this.#suggestions = suggestions;
    if (this.#hasFocus) {
      if (suggestions.length === 0) this.#combobox.say(NOTHING_FOUND);
      else this.#combobox.show(suggestions.map((s, i) => optionOf(s, i, species.length > 1)));
    }
    this.#say(heardOf(suggestions.length));
    this.dispatchEvent(new CustomEvent("gene-answer", { ...BUBBLES, detail: answer }));
  }

  #fail(failure: LookUpFailure): void {
    this.#internals.states.add("error");
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
    this.#internals.states.delete("error");
    this.#say("");
  }

  #take(value: string): void {
    this.#gene = null;
    this.#input.value = value;
    this.#validate();
  }

  /** The form learns the text and whether it will do; the browser's own words say why not. */
  #validate(): void {
    const { value, validity, validationMessage } = this.#input;
    this.#internals.setFormValue(value);
    if (validity.valueMissing) {
      this.#internals.setValidity({ valueMissing: true }, validationMessage, this.#input);
    } else {
      this.#internals.setValidity({});
    }
  }

  get #hasFocus(): boolean {
    return this.shadowRoot!.activeElement === this.#input;
  }

  /** The labels that a page has for the element are not seen from inside it. */
  #readLabel(): void {
    const labels = Array.from(this.labels, (label) => textOf(label));
    this.#input.ariaLabel = labels.join(" ") || this.ariaLabel || NO_LABEL;
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

function partOf<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = name;
  element.part.add(name);
  return element;
}

/** What a label says, without the field that may stand in it. */
function textOf(label: Node): string {
  return label.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

// Two scripts of one page may both bring it.
customElements.get("gene-suggest") ?? customElements.define("gene-suggest", GeneSuggestElement);

declare global {
  interface HTMLElementTagNameMap {
    "gene-suggest": GeneSuggestElement;
  }
  interface HTMLElementEventMap extends GeneSuggestEvents {}
}
