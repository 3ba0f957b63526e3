import { copyAttribute, elementsNamed, reflect, textOf } from "./attributes.ts";

/** Attributes that are copied to the input. */
const OF_INPUT = [
  ...["placeholder", "required", "readonly", "maxlength", "minlength", "pattern"],
  ...["inputmode", "enterkeyhint", "aria-invalid"],
];
/** Attributes for the input's accessible name and description. */
const OF_NAME = ["aria-label", "aria-labelledby", "aria-describedby"];
/** The accessible name of a field without a label. */
const NO_LABEL = "Gene";

/**
 * A custom element that takes part in forms like a text field. The text is in an input in its shadow tree.
 */
export abstract class FormField extends HTMLElement {
  static readonly formAssociated = true;
  static readonly observedAttributes: readonly string[] = ["value", ...OF_NAME, ...OF_INPUT];

  declare name: string;
  declare defaultValue: string;
  declare placeholder: string;
  declare required: boolean;
  declare disabled: boolean;
  declare readOnly: boolean;
  declare maxLength: number | null;
  declare minLength: number | null;

  protected readonly input = document.createElement("input");
  readonly #internals = this.attachInternals();
  /** Whether the text no longer follows the attribute `value`. */
  #isTouched = false;
  #isAutofocused = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open", delegatesFocus: true }).append(this.input);
    this.input.addEventListener("input", () => {
      this.#isTouched = true;
      this.report();
    });
  }

  /** Is called after a script, a reset or the browser has replaced the text. */
  protected abstract replaced(): void;

  connectedCallback(): void {
    this.#takeEarly();
    this.report();
    this.readNames();
    // Labels may follow in a part of the document that is not parsed yet.
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", this.readNames, { once: true });
    }
    addEventListener("pagehide", this.#leave);
    addEventListener("pageshow", this.#leave);
    if (!this.autofocus || this.#isAutofocused) return;
    this.#isAutofocused = true;
    if ([null, document.body].includes(document.activeElement as HTMLElement | null)) this.focus();
  }

  disconnectedCallback(): void {
    removeEventListener("pagehide", this.#leave);
    removeEventListener("pageshow", this.#leave);
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (value === before) return;
    if (OF_NAME.includes(name)) {
      this.readNames();
    } else if (OF_INPUT.includes(name)) {
      copyAttribute(this.input, name, value);
      this.report();
    } else if (name === "value" && !this.#isTouched) {
      this.#replace(this.defaultValue);
    }
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.input.disabled = isDisabled;
    this.report();
  }

  formResetCallback(): void {
    this.#isTouched = false;
    this.#replace(this.defaultValue);
  }

  formStateRestoreCallback(state: string): void {
    this.value = state;
  }

  /** The text in the field, which is submitted with the form. */
  get value(): string {
    return this.input.value;
  }

  set value(value: string) {
    const text = String(value ?? "");
    this.#isTouched = true;
    // Frameworks set the value again that they got from an event.
    if (text !== this.value) this.#replace(text);
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

  setCustomValidity(message: string): void {
    this.input.setCustomValidity(message);
    this.report();
  }

  select(): void {
    this.input.select();
  }

  setSelectionRange(...range: Parameters<HTMLInputElement["setSelectionRange"]>): void {
    this.input.setSelectionRange(...range);
  }

  get selectionStart(): number | null {
    return this.input.selectionStart;
  }

  get selectionEnd(): number | null {
    return this.input.selectionEnd;
  }

  /** Sets the text of the field on behalf of the user. */
  protected write(text: string): void {
    this.#isTouched = true;
    this.input.value = text;
    this.report();
  }

  /** Passes the text and its validity, with the browser's own message, on to the form. */
  protected report(): void {
    const { input } = this;
    this.#internals.setFormValue(input.value);
    if (input.willValidate) {
      this.#internals.setValidity(input.validity, input.validationMessage, input);
    } else {
      this.#internals.setValidity({});
    }
  }

  /** Sets a state: for pages `:state(open)`, which older browsers lack; for the element's own style a class. */
  protected mark(state: string, isSo: boolean): void {
    this.input.classList.toggle(state, isSo);
    try {
      this.#internals.states[isSo ? "add" : "delete"](state);
    } catch {}
  }

  /** Copies the accessible name and description, as references do not work across the border of a shadow tree. */
  protected readonly readNames = (): void => {
    const { input } = this;
    const named = textOf(elementsNamed(this, "aria-labelledby")) || textOf(this.labels);
    input.ariaLabel = named || this.ariaLabel || NO_LABEL;
    const described = elementsNamed(this, "aria-describedby");
    if ("ariaDescribedByElements" in input) {
      input.ariaDescribedByElements = described.length === 0 ? null : described;
    } else copyAttribute(input, "aria-description", textOf(described) || null);
  };

  /** WebKit empties fields with `autocomplete=off` when the user comes back to a page in its page cache. */
  readonly #leave = ({ type }: Event): void => {
    this.input.autocomplete = type === "pagehide" ? "on" : "off";
  };

  #replace(text: string): void {
    this.input.value = text;
    this.report();
    this.replaced();
  }

  /** Applies properties that the page set before the element was defined. */
  #takeEarly(): void {
    for (const property of Object.keys(this) as (keyof this)[]) {
      const value = this[property];
      if (!(property in Object.getPrototypeOf(this))) continue;
      delete this[property];
      this[property] = value;
    }
  }
}

reflect(FormField.prototype, {
  texts: { name: "name", defaultValue: "value", placeholder: "placeholder" },
  flags: { required: "required", disabled: "disabled", readOnly: "readonly" },
  numbers: { maxLength: "maxlength", minLength: "minlength" },
});
