/**
 * `<gene-suggest species="homo_sapiens" name="gene"></gene-suggest>`: a text field that suggests genes as one types.
 *
 * It takes part in forms like a text field, with the same attributes and properties. It adds `species` (several are
 * separated by commas), `match`, `limit`, `minimum` (characters before the server is asked), `endpoint` (address of
 * a `/v1/suggest`), `known` (only genes are valid), `value-field` (the field of a gene that the form is sent) and
 * `multiple` (a list of genes).
 */

import { Combobox } from "../combobox/combobox.ts";
import { asFlag, asNumber, asText, reflect } from "./attributes.ts";
import type { Chips } from "./chips.ts";
import { FormField } from "./form-field.ts";
import { LookUp } from "./look-up.ts";
import { optionOf, type RenderOption } from "./option.ts";
import { makeParts, type Parts, sheetOf } from "./parts.ts";
import css from "./style.css" with { type: "text" };
import {
  askServer,
  fetchJson,
  type GeneAnswer,
  type GeneSuggestion,
  type LookUpFailure,
  minimumOf,
} from "./suggestions.ts";
import { ENGLISH, type Texts } from "./texts.ts";

export type { GeneAnswer, GeneSuggestion } from "./suggestions.ts";
export { LookUpFailure } from "./suggestions.ts";
export type { ListTexts, Texts } from "./texts.ts";

/** Events of the element beside `input` and `change`. All of them bubble. */
export interface GeneSuggestEvents {
  /** A suggestion was chosen. */
  "gene-choose": CustomEvent<GeneSuggestion>;
  /** Names that the page has set, or that the user has typed or pasted into a list, were looked up. */
  "gene-resolve": CustomEvent<{ genes: readonly GeneSuggestion[]; unknown: readonly string[] }>;
  /** An answer arrived, and is shown. */
  "gene-answer": CustomEvent<GeneAnswer>;
  /** A request failed. */
  "gene-error": CustomEvent<LookUpFailure>;
}

/** Attributes that are part of the request. */
const OF_QUESTION = ["species", "match", "limit", "endpoint"];
/** Attributes that say what the value is. */
const OF_VALUE = ["known", "value-field", "multiple"];
/** Tiers of whole names, best first. */
const WHOLE = ["exact", "id", "alias"];

let sheet: CSSStyleSheet | undefined;

export class GeneSuggestElement extends FormField {
  static override readonly observedAttributes = [
    ...FormField.observedAttributes,
    ...OF_QUESTION,
    ...OF_VALUE,
  ];
  /** Address of the `/v1/suggest` that elements without an `endpoint` of their own ask. */
  static endpoint = "";
  /** The words of elements without `texts` of their own. */
  static texts: Texts = ENGLISH;

  declare species: string;
  declare match: string;
  declare endpoint: string;
  declare limit: number | null;
  declare minimum: number | null;
  declare known: boolean;
  declare multiple: boolean;
  declare valueField: string;

  /** @internal */
  readonly fetchJson = fetchJson;
  readonly #parts: Parts;
  readonly #combobox: Combobox;
  readonly #lookUp: LookUp;
  /** The last answer. */
  #answer: GeneAnswer | null = null;
  #gene: GeneSuggestion | null = null;
  /** A value that the page has set, as long as its gene is not known. */
  #given: string | null = null;
  /** Whether the user has typed the text, and it was not looked for as a whole name yet. */
  #isTyped = false;
  #chips: Chips | null = null;
  #chipsLoad: Promise<Chips> | null = null;
  #texts: Texts | null = null;
  #renderOption: RenderOption | null = null;
  #valueAtFocus = "";
  /** Code points that the server needs to find more than whole names. */
  #serverMinimum = 0;
  #warned = "";

  constructor() {
    super();
    const { input } = this;
    const root = this.shadowRoot!;
    sheet ??= sheetOf(css);
    root.adoptedStyleSheets = [sheet];
    this.#parts = makeParts(root, this.box, input);
    this.#combobox = new Combobox(input, this.#parts.popup, {
      choose: (option) => this.#take(this.#answer!.suggestions[Number(option.dataset.index)]!),
      want: () => this.ask(),
      enter: () => this.#enter(),
      dismiss: () => this.#dismiss(),
      toggled: (isOpen) => this.mark("open", isOpen),
    });
    this.#lookUp = this.#newLookUp(
      (answer) => this.#show(answer),
      (failure) => this.fail(failure),
    );
    input.addEventListener("focus", () => this.#focus());
    input.addEventListener("blur", () => this.#blur());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#learn();
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
    if (value === before) return;
    if (name === "multiple") this.#useChips(value !== null);
    else if (OF_VALUE.includes(name)) this.report();
    else if (!OF_QUESTION.includes(name)) super.attributeChangedCallback(name, before, value);
    // The list answers a request with the old value.
    else if (this.#lookUp.isUnderWay) this.#begin(true);
    else this.#rest();
    this.#learn();
  }

  override formDisabledCallback(isDisabled: boolean): void {
    super.formDisabledCallback(isDisabled);
    if (isDisabled) this.#rest();
  }

  override formResetCallback(): void {
    super.formResetCallback();
    this.#rest();
  }

  /** The gene in the field; null where the text is none, or has changed since. */
  get gene(): GeneSuggestion | null {
    return this.#gene;
  }

  /** The genes of a list, or the one in the field. */
  get genes(): readonly GeneSuggestion[] {
    return this.#chips?.genes ?? (this.#gene === null ? [] : [this.#gene]);
  }

  /** The values of a list, or the one of the field; none are set by an empty array. */
  get values(): readonly string[] {
    return this.#chips?.values ?? (this.value === "" ? [] : [this.value]);
  }

  set values(values: readonly string[]) {
    if (values.join() !== this.values.join()) this.replace(values);
  }

  /** The names in a list that are no genes. */
  get unknown(): readonly string[] {
    return this.#chips?.unknown ?? [];
  }

  /** The words of the element; those that are left out of what is set are as in all elements. */
  get texts(): Texts {
    return this.#texts ?? GeneSuggestElement.texts;
  }

  set texts(texts: Partial<Texts> | null) {
    this.#texts = texts && { ...GeneSuggestElement.texts, ...texts };
    this.readNames();
  }

  /** Makes the content of options in place of the element. */
  get renderOption(): RenderOption | null {
    return this.#renderOption;
  }

  set renderOption(render: RenderOption | null) {
    this.#renderOption = render;
  }

  /** Looks up the current text. The answer is dispatched as `gene-answer`, and shown if the field has the focus. */
  ask(): void {
    this.#begin(false);
  }

  protected override get current(): string {
    return (
      this.#chips?.values.join() ?? this.#given ?? this.valueFor(this.input.value, this.#gene) ?? ""
    );
  }

  protected override get sent(): string | FormData {
    return this.#chips?.sent ?? this.current;
  }

  protected override get kept(): string {
    return this.#chips?.kept ?? JSON.stringify([this.input.value, this.#gene, this.#given]);
  }

  protected override get flaw(): string {
    const { value } = this.input;
    if (this.#chips !== null) return this.#chips.flaw;
    const isFlawed = value !== "" && this.#given === null && this.isFlawed(value, this.#gene);
    return isFlawed ? this.texts.notAGene : "";
  }

  protected override get unlabelled(): string {
    return this.texts.field;
  }

  /** @internal */
  override report(): void {
    this.#chips?.adapt(this.required, this.placeholder);
    super.report();
  }

  protected override restore(kept: string): void {
    if (this.#chipsLoad !== null) {
      this.#chipsLoad.then((chips) => chips.restore(kept));
    } else {
      const [text, gene, given] = JSON.parse(kept);
      this.#gene = gene;
      this.#given = given;
      this.write(text);
      this.#learn();
    }
  }

  protected override typed(): void {
    this.#gene = null;
    this.#given = null;
    this.#isTyped = true;
    if (!this.#chips?.split()) this.#begin(true);
  }

  /** If a page changes the text during typing, perhaps to upper case, the changed text is looked up. */
  protected override replace(value: string | readonly string[]): void {
    this.#gene = null;
    this.#given = String(value);
    this.#isTyped = false;
    if (this.#chips !== null) {
      this.#chips.values = value;
    } else {
      this.input.value = this.multiple ? "" : this.#given;
      this.report();
      if (this.#hasFocus && (this.#lookUp.isUnderWay || this.#combobox.isOpen)) this.#begin(true);
      else this.#rest();
      this.#learn();
    }
  }

  /** Shows chips in the box, which are loaded for it, or shows them no longer. */
  #useChips(isList: boolean): void {
    if (isList === (this.#chipsLoad !== null)) return;
    this.#chips?.remove();
    this.#chips = null;
    this.#chipsLoad = isList ? this.#loadChips() : null;
  }

  async #loadChips(): Promise<Chips> {
    const { Chips } = await import("./chips.ts");
    const chips = new Chips(this, this.box, this.input);
    if (this.multiple) {
      this.#chips = chips;
      if (this.#given !== null) chips.values = this.#given;
    } else {
      chips.remove();
    }
    return chips;
  }

  /** Looks for the gene of a value that the page has set, once all attributes are. */
  async #learn(): Promise<void> {
    await null;
    const given = this.#given;
    if (!this.isConnected || this.species === "") return;
    this.#chips?.learn();
    if (!given || !this.#needsGene || this.multiple) return;
    const gene = await this.#find(given);
    if (gene === undefined || this.#given !== given) return;
    this.#given = null;
    this.#gene = gene;
    this.write(gene?.label ?? given);
    this.resolved();
  }

  /** Takes the gene whose name was typed whole. */
  async #settle(): Promise<void> {
    const text = this.input.value.trim();
    if (!this.#isTyped || text === "" || this.#whyNot() !== null) return;
    this.#isTyped = false;
    if (this.#chips !== null) {
      this.#chips.take(text);
    } else {
      const gene =
        this.#answer?.query === this.input.value
          ? wholeIn(this.#answer, text)
          : await this.#find(text);
      if (gene && text === this.input.value.trim()) this.#take(gene);
    }
  }

  #newLookUp(
    answered: (answer: GeneAnswer) => void,
    failed: (failure: LookUpFailure) => void,
  ): LookUp {
    return new LookUp({
      ask: (query, signal) => this.#ask(query, signal),
      slow: (isSlow) => this.#wait(isSlow),
      answered,
      failed,
    });
  }

  /**
   * The gene that has a whole name; null where there is none, undefined where there is no answer. A server that is away
   * is asked again if the field needs a gene.
   */
  #find(name: string): Promise<GeneSuggestion | null | undefined> {
    return new Promise((resolve) => {
      const lookUp = this.#newLookUp(
        (answer) => resolve(wholeIn(answer, name)),
        (failure) => {
          if (this.#needsGene) this.fail(failure);
          if (this.#needsGene && failure.mayPass && this.isConnected) return;
          lookUp.cancel();
          resolve(undefined);
        },
      );
      lookUp.start(name, false);
    });
  }

  get #needsGene(): boolean {
    return this.known || this.valueField !== "";
  }

  /** The value of a text and its gene; null where they have none. @internal */
  valueFor(text: string, gene: GeneSuggestion | null): string | null {
    const field = this.valueField as keyof GeneSuggestion;
    if (field) return gene?.[field]?.toString() ?? null;
    return gene?.label ?? text;
  }

  /** @internal */
  isFlawed(text: string, gene: GeneSuggestion | null): boolean {
    return this.#needsGene && (gene === null || this.valueFor(text, gene) === null);
  }

  /** Starts a look-up, or shows why there is none. */
  #begin(isTyped: boolean): void {
    const why = this.#whyNot();
    if (why !== null) {
      this.#rest();
      this.#tell(why);
    } else {
      this.say("");
      this.#combobox.await();
      this.#lookUp.start(this.input.value, isTyped);
    }
  }

  /** A message why the text is not looked up, which may be empty; null where it is looked up. */
  #whyNot(): string | null {
    const minimum = this.minimum ?? 1;
    const typed = lengthOf(this.input.value);
    if (typed === 0 || this.readOnly) return "";
    if (this.species === "") {
      this.#warn("set its attribute species");
      return this.texts.noSpecies;
    }
    if (!this.endpoint && !GeneSuggestElement.endpoint) {
      this.#warn("set its attribute endpoint");
      return this.texts.notHere;
    }
    return typed < minimum ? this.texts.keepTyping(minimum) : null;
  }

  /** The address of the server's `/v1/suggest`. @internal */
  address(): URL {
    return new URL(this.endpoint || GeneSuggestElement.endpoint, document.baseURI);
  }

  async #ask(query: string, signal: AbortSignal): Promise<GeneAnswer> {
    const url = this.address();
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

  async #blur(): Promise<void> {
    // The answer that is awaited tells whether the text is a gene.
    if (!this.#lookUp.isUnderWay || this.multiple) {
      this.#lookUp.cancel();
      await this.#settle();
    }
    this.#tellChange();
  }

  async #enter(): Promise<void> {
    this.#rest();
    const { form } = this;
    const isName = this.#chips !== null && this.input.value.trim() !== "";
    if (isName || form === null || this.#needsGene) await this.#settle();
    this.#isTyped = false;
    this.#tellChange();
    if (form !== null && !isName) submit(form);
  }

  /** @returns whether a look-up was ended by it */
  #dismiss(): boolean {
    const { isUnderWay } = this.#lookUp;
    this.#rest();
    return isUnderWay;
  }

  #tellChange(): void {
    const isChange = this.value !== this.#valueAtFocus;
    this.#valueAtFocus = this.value;
    if (isChange) this.#tellPage("change");
  }

  #show(answer: GeneAnswer): void {
    const { query, suggestions, species } = answer;
    const { texts } = this;
    const { length } = suggestions;
    this.#markOutcome(length === 0 ? "empty" : "");
    this.#answer = answer;
    if (length === 0) {
      const isShort = lengthOf(query) < this.#serverMinimum;
      this.#tell(isShort ? texts.keepTyping(this.#serverMinimum) : texts.nothingFound);
    } else {
      if (!this.#hasFocus) this.#combobox.close();
      else {
        this.#parts.popup.list.ariaLabel = texts.suggestions;
        this.#combobox.show(
          suggestions.map((s, i) => optionOf(s, i, species.length > 1, texts, this.#renderOption)),
        );
      }
      this.say(texts.count(length));
    }
    this.#tellPage("gene-answer", answer);
    this.#combobox.catchUp();
    if (!this.#hasFocus) this.#settle();
  }

  /** @internal */
  fail(failure: LookUpFailure): void {
    const { texts } = this;
    this.#markOutcome("error");
    if (failure.mayPass) this.#tell(texts.notNow);
    else {
      this.#warn(failure.message);
      this.#tell(failure.isOfSpecies ? texts.unknownSpecies(this.species) : texts.notHere);
    }
    if (this.#isTyped && !this.#hasFocus && !this.#needsGene) this.#lookUp.cancel();
    this.#tellPage("gene-error", failure);
  }

  /** Takes a gene that the user has chosen or typed. */
  #take(gene: GeneSuggestion): void {
    this.#rest();
    this.#isTyped = false;
    if (this.#chips !== null) {
      this.#chips.add(gene);
    } else {
      this.#gene = gene;
      this.write(gene.label);
    }
    this.say(this.texts.chosen(gene.label));
    this.changed();
    this.#tellPage("gene-choose", gene);
  }

  /** @internal */
  changed(): void {
    this.#valueAtFocus = this.value;
    this.#tellPage("input");
    this.#tellPage("change");
  }

  /** @internal */
  resolved(): void {
    const { genes, unknown } = this;
    this.#tellPage("gene-resolve", { genes, unknown });
  }

  /** Events reach the page outside the shadow tree. */
  #tellPage(name: string, detail?: unknown): void {
    const init = { bubbles: true, composed: true, detail };
    this.dispatchEvent(detail ? new CustomEvent(name, init) : new Event(name, init));
  }

  #wait(isSlow: boolean): void {
    const { busy, popup } = this.#parts;
    this.mark("loading", isSlow);
    busy.hidden = !isSlow;
    popup.list.ariaBusy = isSlow ? "true" : null;
    if (isSlow) this.say(this.texts.searching);
  }

  /** Cancels the look-up and closes the list. */
  #rest(): void {
    this.#lookUp.cancel();
    this.#combobox.close();
    this.#markOutcome("");
    this.say("");
  }

  /** Tells pages in a state what came of a look-up. */
  #markOutcome(outcome: "empty" | "error" | ""): void {
    this.mark("empty", outcome === "empty");
    this.mark("error", outcome === "error");
  }

  get #hasFocus(): boolean {
    return this.shadowRoot!.activeElement === this.input;
  }

  /** Shows a message instead of the list, and announces it; an empty one closes the list. */
  #tell(text: string): void {
    if (this.#hasFocus && text !== "") this.#combobox.say(text);
    else this.#combobox.close();
    this.say(text);
  }

  /** Announces a text to screen readers. Typing clears it, so that the same text is announced again. @internal */
  say(text: string): void {
    this.#parts.heard.textContent = text;
  }

  /** Warns the page's developers, once for each fault. */
  #warn(text: string): void {
    if (this.#warned !== text) console.warn(`<gene-suggest>: ${text}`);
    this.#warned = text;
  }
}

reflect(GeneSuggestElement.prototype, ["species", "match", "endpoint", "valueField"], asText);
reflect(GeneSuggestElement.prototype, ["known", "multiple"], asFlag);
reflect(GeneSuggestElement.prototype, ["limit", "minimum"], asNumber);

/** The gene that has a whole name, best with that spelling. */
function wholeIn({ suggestions }: GeneAnswer, name: string): GeneSuggestion | null {
  const whole = WHOLE.flatMap((tier) => suggestions.filter((found) => found.tier === tier));
  return whole.find(({ label }) => label === name) ?? whole[0] ?? null;
}

/** Code points, as the server counts them. */
function lengthOf(text: string): number {
  return [...text.trim()].length;
}

/** Submits a form as Enter in a text field of the browser does: with the first submit button, if there is one. */
function submit(form: HTMLFormElement): void {
  const controls = Array.from(form.elements) as HTMLInputElement[];
  const button = controls.find(({ type }) => type === "submit" || type === "image");
  if (button === undefined) form.requestSubmit();
  else button.click();
}

// A page may load the script twice, and a program without a window may load it too.
if (!globalThis.customElements?.get("gene-suggest")) {
  globalThis.customElements?.define("gene-suggest", GeneSuggestElement);
}

declare global {
  interface HTMLElementTagNameMap {
    "gene-suggest": GeneSuggestElement;
  }
  interface HTMLElementEventMap extends GeneSuggestEvents {}
}
