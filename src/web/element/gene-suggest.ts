/**
 * `<gene-suggest species="homo_sapiens" name="gene"></gene-suggest>`: a text field that suggests genes as one types.
 *
 * It takes part in forms like a text field, with the same attributes and properties. It adds `species` (several are
 * separated by commas), `match`, `limit`, `minimum` (characters before the server is asked) and `endpoint` (address of
 * a `/v1/suggest`; by default that of the server from which this script was loaded).
 */

import { Combobox } from "../combobox/combobox.ts";
import { reflect } from "./attributes.ts";
import { FormField } from "./form-field.ts";
import { submitImplicitly } from "./implicit-submission.ts";
import { LookUp } from "./look-up.ts";
import { optionOf } from "./option.ts";
import { makeParts, type Parts } from "./parts.ts";
import css from "./style.css" with { type: "text" };
import {
  askServer,
  type GeneAnswer,
  type GeneSuggestion,
  type LookUpFailure,
  minimumOf,
} from "./suggestions.ts";

export type { GeneAnswer, GeneSuggestion } from "./suggestions.ts";
export { LookUpFailure } from "./suggestions.ts";

const DEFAULT_ENDPOINT = new URL("v1/suggest", import.meta.url).href;

/** Messages to the user. */
const NOTHING_FOUND = "No gene found";
const NO_SPECIES = "No species is chosen";
const NOT_NOW = "No suggestions at the moment";
const NOT_HERE = "Suggestions are not available";
const SEARCHING = "Searching…";
const keepTyping = (minimum: number) => `Keep typing: ${minimum} characters or more`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** Events of the element beside `input` and `change`. All of them bubble. */
export interface GeneSuggestEvents {
  /** A suggestion was chosen. */
  "gene-choose": CustomEvent<GeneSuggestion>;
  /** An answer arrived, and is shown. */
  "gene-answer": CustomEvent<GeneAnswer>;
  /** A request failed. */
  "gene-error": CustomEvent<LookUpFailure>;
}

/** Attributes that are part of the request. */
const OF_QUESTION = ["species", "match", "limit", "endpoint"];

export class GeneSuggestElement extends FormField {
  static override readonly observedAttributes = [...FormField.observedAttributes, ...OF_QUESTION];

  declare species: string;
  declare match: string;
  declare endpoint: string;
  declare limit: number | null;
  declare minimum: number | null;

  readonly #parts: Parts;
  readonly #combobox: Combobox;
  readonly #lookUp: LookUp;
  /** The suggestions that are shown. */
  #suggestions: readonly GeneSuggestion[] = [];
  #gene: GeneSuggestion | null = null;
  #valueAtFocus = "";
  /** Code points that the server needs to find more than whole names. */
  #serverMinimum = 0;
  #warned = "";

  constructor() {
    super();
    const { input } = this;
    const root = this.shadowRoot!;
    root.adoptedStyleSheets = [sheet];
    this.#parts = makeParts(root, input);
    this.#combobox = new Combobox(input, this.#parts.popup, {
      choose: (option) => this.#choose(Number(option.dataset.index)),
      want: () => this.ask(),
      enter: () => this.#enter(),
      dismiss: () => this.#dismiss(),
      toggled: (isOpen) => this.mark("open", isOpen),
    });
    this.#lookUp = new LookUp({
      ask: (query, signal) => this.#ask(query, signal),
      answered: (answer) => this.#show(answer),
      failed: (failure) => this.#fail(failure),
      slow: (isSlow) => this.#wait(isSlow),
    });
    input.addEventListener("input", () => {
      this.#gene = null;
      this.#type();
    });
    input.addEventListener("focus", () => this.#focus());
    input.addEventListener("blur", () => this.#blur());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rest();
  }

  override attributeChangedCallback(
    name: string,
    before: string | null,
    value: string | null,
  ): void {
    if (!OF_QUESTION.includes(name)) super.attributeChangedCallback(name, before, value);
    // The list answers a request with the old value.
    else if (value !== before && this.#lookUp.isUnderWay) this.#type();
    else if (value !== before) this.#rest();
  }

  override formDisabledCallback(isDisabled: boolean): void {
    super.formDisabledCallback(isDisabled);
    if (isDisabled) this.#rest();
  }

  override formResetCallback(): void {
    super.formResetCallback();
    this.#rest();
  }

  /** The suggestion that was chosen; null where the text was typed, or has changed since. */
  get gene(): GeneSuggestion | null {
    return this.#gene;
  }

  /** Looks up the current text. The answer is dispatched as `gene-answer`, and shown if the field has the focus. */
  ask(): void {
    this.#begin((query) => this.#lookUp.ask(query));
  }

  /** If a page changes the text during typing, perhaps to upper case, the changed text is looked up. */
  protected override replaced(): void {
    this.#gene = null;
    if (this.#hasFocus && (this.#lookUp.isUnderWay || this.#combobox.isOpen)) this.#type();
    else this.#rest();
  }

  #type(): void {
    this.#begin((query) => this.#lookUp.type(query));
  }

  /** Starts a look-up, or shows why there is none. */
  #begin(ask: (query: string) => void): void {
    const why = this.#whyNot();
    if (why !== null) {
      this.#rest();
      this.#tell(why);
    } else {
      this.#say("");
      this.#combobox.await();
      ask(this.value);
    }
  }

  /** A message why the text is not looked up, which may be empty; null where it is looked up. */
  #whyNot(): string | null {
    const minimum = this.minimum ?? 1;
    const typed = lengthOf(this.value);
    if (typed === 0 || this.readOnly) return "";
    if (this.species === "") {
      this.#warn("there is nothing to suggest without an attribute species");
      return NO_SPECIES;
    }
    return typed < minimum ? keepTyping(minimum) : null;
  }

  async #ask(query: string, signal: AbortSignal): Promise<GeneAnswer> {
    const url = new URL(this.endpoint || DEFAULT_ENDPOINT, document.baseURI);
    url.searchParams.set("species", this.species);
    url.searchParams.set("query", query);
    for (const name of ["match", "limit"]) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    const answer = await askServer(url, query, signal);
    if (answer.suggestions.length === 0) {
      this.#serverMinimum = await minimumOf(url);
      signal.throwIfAborted();
    }
    return answer;
  }

  #focus(): void {
    this.readNames();
    this.#valueAtFocus = this.value;
  }

  #blur(): void {
    this.#lookUp.cancel();
    this.#tellChange();
  }

  #enter(): void {
    this.#rest();
    this.#tellChange();
    if (this.form !== null) submitImplicitly(this.form);
  }

  #dismiss(): boolean {
    const { isUnderWay } = this.#lookUp;
    this.#rest();
    return isUnderWay;
  }

  #tellChange(): void {
    const isChange = this.value !== this.#valueAtFocus;
    this.#valueAtFocus = this.value;
    if (isChange) this.dispatchEvent(new Event("change", BUBBLES));
  }

  #show(answer: GeneAnswer): void {
    const { query, suggestions, species } = answer;
    this.mark("error", false);
    this.#suggestions = suggestions;
    if (suggestions.length === 0) {
      const isShort = lengthOf(query) < this.#serverMinimum;
      this.#tell(isShort ? keepTyping(this.#serverMinimum) : NOTHING_FOUND);
    } else {
      if (!this.#hasFocus) this.#combobox.close();
      else this.#combobox.show(suggestions.map((s, i) => optionOf(s, i, species.length > 1)));
      this.#say(suggestions.length === 1 ? "1 suggestion" : `${suggestions.length} suggestions`);
    }
    this.dispatchEvent(new CustomEvent("gene-answer", { ...BUBBLES, detail: answer }));
    this.#combobox.catchUp();
  }

  #fail(failure: LookUpFailure): void {
    this.mark("error", true);
    if (failure.mayPass) this.#tell(NOT_NOW);
    else {
      this.#warn(failure.message);
      this.#tell(failure.isOfSpecies ? `There is no species "${this.species}"` : NOT_HERE);
    }
    this.dispatchEvent(new CustomEvent("gene-error", { ...BUBBLES, detail: failure }));
  }

  #choose(index: number): void {
    const gene = this.#suggestions[index]!;
    this.#rest();
    this.write(gene.label);
    this.#gene = gene;
    this.#valueAtFocus = gene.label;
    this.#say(`${gene.label} chosen`);
    this.dispatchEvent(new Event("input", BUBBLES));
    this.dispatchEvent(new Event("change", BUBBLES));
    this.dispatchEvent(new CustomEvent("gene-choose", { ...BUBBLES, detail: gene }));
  }

  #wait(isSlow: boolean): void {
    const { busy, popup } = this.#parts;
    busy.hidden = !isSlow;
    popup.list.ariaBusy = isSlow ? "true" : null;
    if (isSlow) this.#say(SEARCHING);
  }

  /** Cancels the look-up and closes the list. */
  #rest(): void {
    this.#lookUp.cancel();
    this.#combobox.close();
    this.mark("error", false);
    this.#say("");
  }

  get #hasFocus(): boolean {
    return this.shadowRoot!.activeElement === this.input;
  }

  /** Shows a message instead of the list, and announces it; an empty one closes the list. */
  #tell(text: string): void {
    if (this.#hasFocus && text !== "") this.#combobox.say(text);
    else this.#combobox.close();
    this.#say(text);
  }

  /** Announces a text to screen readers. Typing clears it, so that the same text is announced again. */
  #say(text: string): void {
    this.#parts.heard.textContent = text;
  }

  /** Warns the page's developers, once for each fault. */
  #warn(text: string): void {
    if (this.#warned !== text) console.warn(`<gene-suggest>: ${text}`);
    this.#warned = text;
  }
}

reflect(GeneSuggestElement.prototype, {
  texts: { species: "species", match: "match", endpoint: "endpoint" },
  numbers: { limit: "limit", minimum: "minimum" },
});

/** Code points, as the server counts them. */
function lengthOf(text: string): number {
  return [...text.trim()].length;
}

/** Events reach the page outside the element's shadow tree. */
const BUBBLES = { bubbles: true, composed: true };

// A page may load the script twice.
customElements.get("gene-suggest") ?? customElements.define("gene-suggest", GeneSuggestElement);

declare global {
  interface HTMLElementTagNameMap {
    "gene-suggest": GeneSuggestElement;
  }
  interface HTMLElementEventMap extends GeneSuggestEvents {}
}
