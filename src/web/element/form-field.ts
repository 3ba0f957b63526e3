/**
 * A custom element that takes part in forms as a text field does: what all of these have in common. The text itself is
 * in an input of its own tree.
 */
export abstract class FormField extends HTMLElement {
  static readonly formAssociated = true;

  readonly #internals = this.attachInternals();

  get name(): string {
    return this.getAttribute("name") ?? "";
  }

  set name(name: string) {
    this.setAttribute("name", name);
  }

  get type(): string {
    return this.localName;
  }

  get defaultValue(): string {
    return this.getAttribute("value") ?? "";
  }

  set defaultValue(value: string) {
    this.setAttribute("value", value);
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

  /** What a page has set before the element's script was there takes effect. */
  protected takeEarly(...properties: (keyof this & string)[]): void {
    for (const property of properties) {
      if (!Object.hasOwn(this, property)) continue;
      const value = this[property];
      delete this[property];
      this[property] = value;
    }
  }

  /** The form learns the text, and whether it will do; the browser's own words say why not. */
  protected report(input: HTMLInputElement): void {
    const { value, validity, validationMessage } = input;
    this.#internals.setFormValue(value);
    if (validity.valueMissing) {
      this.#internals.setValidity({ valueMissing: true }, validationMessage, input);
    } else {
      this.#internals.setValidity({});
    }
  }

  /** Style sheets see a state as `:state(open)`. */
  protected mark(state: string, isSo: boolean): void {
    if (isSo) this.#internals.states.add(state);
    else this.#internals.states.delete(state);
  }

  /** What the labels that a page has for the element say, as they are not seen from inside it. */
  protected get labelText(): string {
    const texts = Array.from(this.labels, ({ textContent }) => textContent ?? "");
    return texts.join(" ").replace(/\s+/g, " ").trim();
  }
}
