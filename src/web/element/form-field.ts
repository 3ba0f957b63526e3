import {
  asFlag,
  asNumber,
  asText,
  copyAttribute,
  elementsNamed,
  reflect,
  textOf,
} from "./attributes.ts";

/** Attributes that are copied to the input. */
const OF_INPUT =
  "placeholder required readonly maxlength minlength pattern inputmode enterkeyhint aria-invalid".split(
    " ",
  );
/** Attributes for the input's accessible name and description. */
const OF_NAME = ["aria-label", "aria-labelledby", "aria-describedby"];

/** Where there are no elements, as in Node, the module can be imported all the same. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

/**
 * A custom element that takes part in forms like a text field. The text is in an input in its shadow tree.
 */
export abstract class FormField extends Base {
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
  /** Is around the input. */
  protected readonly box = document.createElement("div");
  readonly #internals = this.attachInternals();
  /** Whether the text no longer follows the attribute `value`. */
  #isTouched = false;
  #isAutofocused = false;

  constructor() {
    super();
    this.box.append(this.input);
    this.attachShadow({ mode: "open", delegatesFocus: true }).append(this.box);
    this.input.addEventListener("input", () => {
      this.#isTouched = true;
      this.typed();
      this.report();
    });
  }

  /** The value that the page reads. */
  protected abstract readonly current: string;

  /** What the form is sent; null is nothing. */
  protected abstract readonly sent: string | FormData | null;
  /** What the browser keeps of the field while the user is on another page. */
  protected abstract readonly kept: string;
  /** What is wrong with a text that is right for a text field; empty where nothing is. */
  protected abstract readonly flaw: string;
  /** The accessible name where there is no label. */
  protected abstract readonly unlabelled: string;
  /** Is called after the user has typed. */
  protected abstract typed(): void;
  /** Takes a value that a script, an attribute or a reset sets. */
  protected abstract replace(value: string): void;
  /** Takes what the browser has kept. */
  protected abstract restore(kept: string): void;

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
      this.replace(this.defaultValue);
    }
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.input.disabled = isDisabled;
    this.report();
  }

  formResetCallback(): void {
    this.#isTouched = false;
    this.replace(this.defaultValue);
  }

  formStateRestoreCallback(state: string): void {
    this.#isTouched = true;
    this.restore(state);
  }

  get value(): string {
    return this.current;
  }

  set value(value: string) {
    const text = String(value ?? "");
    this.#isTouched = true;
    // Frameworks set the value again that they got from an event.
    if (text !== this.current) this.replace(text);
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

  /** Shows a text; from now on the field does not follow its attribute `value` any more. */
  protected write(text: string): void {
    this.#isTouched = true;
    this.input.value = text;
    this.report();
  }

  /** Passes value and validity, with the browser's own message, on to the form. */
  protected report(): void {
    const { input } = this;
    const { validity, willValidate, validationMessage } = input;
    this.#internals.setFormValue(this.sent, this.kept);
    const flaw = willValidate && validity.valid ? this.flaw : "";
    const flags = flaw === "" ? validity : { badInput: true };
    this.#internals.setValidity(willValidate ? flags : {}, flaw || validationMessage, input);
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
    input.ariaLabel = named || this.ariaLabel || this.unlabelled;
    const described = elementsNamed(this, "aria-describedby");
    if ("ariaDescribedByElements" in input) {
      input.ariaDescribedByElements = described.length === 0 ? null : described;
    } else copyAttribute(input, "aria-description", textOf(described) || null);
  };

  /** WebKit empties fields with `autocomplete=off` when the user comes back to a page in its page cache. */
  readonly #leave = ({ type }: Event): void => {
    this.input.autocomplete = type === "pagehide" ? "on" : "off";
  };

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

reflect(FormField.prototype, ["name", "defaultValue", "placeholder"], asText);
reflect(FormField.prototype, ["required", "disabled", "readOnly"], asFlag);
reflect(FormField.prototype, ["maxLength", "minLength"], asNumber);
