import ComboboxNav from "@github/combobox-nav";

/** What happens at a combobox. */
export interface ComboboxEvents {
  /** An option was chosen by key, mouse or touch. */
  choose(option: HTMLElement): void;
  /** The list is closed, and an arrow key asks for it. */
  want(): void;
  /** Enter, where no option is selected. */
  enter(): void;
  /** The popup was opened or closed. */
  toggled(isOpen: boolean): void;
}

/** What opens below an input. */
export interface Popup {
  /** Holds the others; it may be a popover, which stands above everything else. */
  element: HTMLElement;
  list: HTMLElement;
  /** Stands in the place of the list where there is nothing to choose. */
  message: HTMLElement;
}

/**
 * An input with a list of options below it, after WAI-ARIA's combobox pattern: what keys, pointers and focus do to
 * it. Focus stays in the input; `aria-activedescendant` says which option is selected.
 */
export class Combobox {
  readonly #nav: ComboboxNav;
  #isOpen = false;

  constructor(
    input: HTMLInputElement,
    private readonly popup: Popup,
    private readonly events: ComboboxEvents,
  ) {
    const { list } = popup;
    this.#nav = new ComboboxNav(input, list, { tabInsertsSuggestions: false });
    popup.element.hidden = true;
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    // What is pressed in the popup does not take the focus from the input, which would close it.
    popup.element.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("combobox-commit", (event) => {
      this.close();
      events.choose(event.target as HTMLElement);
    });
  }

  /** Shows options, of which there is at least one, in the place of those before. */
  show(options: readonly HTMLElement[]): void {
    const { list, message } = this.popup;
    this.#nav.clearSelection();
    list.replaceChildren(...options);
    list.hidden = false;
    message.hidden = true;
    this.#toggle(true);
    list.scrollTop = 0;
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#nav.start();
  }

  /** Shows a text where there is nothing to choose. */
  say(text: string): void {
    this.close();
    const { list, message } = this.popup;
    list.replaceChildren();
    list.hidden = true;
    message.textContent = text;
    message.hidden = false;
    this.#toggle(true);
  }

  close(): void {
    this.#toggle(false);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#nav.stop();
  }

  #toggle(isOpen: boolean): void {
    const { element } = this.popup;
    if (element.hidden !== isOpen) return;
    if (!isOpen && element.popover !== null) element.hidePopover();
    element.hidden = !isOpen;
    if (isOpen && element.popover !== null) element.showPopover();
    this.events.toggled(isOpen);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "Escape" && !this.popup.element.hidden) {
      // A dialog around stays open.
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (!this.#isOpen && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      this.events.want();
    } else if (key === "Enter" && !this.#hasSelection) {
      this.events.enter();
    }
  }

  get #hasSelection(): boolean {
    const { list } = this.popup;
    return this.#isOpen && list.querySelector('[aria-selected="true"]') !== null;
  }
}
