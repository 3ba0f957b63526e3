import { Positioning } from "./positioning.ts";

/** Called by a combobox. */
export interface ComboboxEvents {
  /** An option was chosen by key, mouse or touch. */
  choose(option: HTMLElement): void;
  /** The user wants to see the list, which is closed. */
  want(): void;
  /** Enter was pressed without a selected option. */
  enter(): void;
  /** Escape was pressed. @returns whether it cancelled anything */
  dismiss(): boolean;
  /** The popup was opened or closed. */
  toggled(isOpen: boolean): void;
}

/** The elements that open at an input. */
export interface Popup {
  /** Is what it opens at. */
  anchor: HTMLElement;
  /** Contains the others; it may be a popover, which is shown in the top layer. */
  element: HTMLElement;
  list: HTMLElement;
  /** Is shown instead of an empty list. */
  message: HTMLElement;
}

/** On a Mac, Control with these keys moves down and up. */
const MAC_KEYS: Readonly<Record<string, string>> = { n: "ArrowDown", p: "ArrowUp" };
/** `keyCode` of keys that were handled by an input method. */
const PROCESSED_KEY = 229;
/** Programs without a window, which only import the module, may have no navigator. */
const isMac = globalThis.navigator?.userAgent.includes("Macintosh");

/**
 * The behaviour of an input with a list of options, after WAI-ARIA's combobox pattern. The focus stays in the input;
 * `aria-activedescendant` refers to the selected option.
 */
export class Combobox {
  readonly #input: HTMLInputElement;
  readonly #popup: Popup;
  readonly #events: ComboboxEvents;
  readonly #positioning: Positioning | null;
  #selected: HTMLElement | null = null;
  /** Keys pressed while the options for the current text are awaited; null if none are awaited. */
  #typedAhead: string[] | null = null;

  constructor(input: HTMLInputElement, popup: Popup, events: ComboboxEvents) {
    this.#input = input;
    this.#popup = popup;
    this.#events = events;
    const { anchor, element, list } = popup;
    this.#positioning = element.popover ? new Positioning(anchor, element) : null;
    element.hidden = true;
    list.role = "listbox";
    // Tab would stop at a list that scrolls.
    list.tabIndex = -1;
    input.role = "combobox";
    input.ariaAutoComplete = "list";
    input.ariaHasPopup = "listbox";
    input.ariaExpanded = "false";
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("keypress", (event) => {
      if (event.key !== "Enter") return;
      // The same key would otherwise press the button that gets the focus when a dialog closes.
      event.preventDefault();
      events.enter();
    });
    input.addEventListener("click", () => {
      if (!this.isOpen && this.#typedAhead === null) events.want();
    });
    input.addEventListener("blur", () => this.close());
    // A press in the popup must not move the focus, as the popup closes without it.
    element.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = (target as Element).closest<HTMLElement>('[role="option"]');
      if (option !== null) this.#choose(option);
    });
  }

  /** Options for a new text are awaited: arrows, and Enter after them, wait for these. */
  await(): void {
    this.#select(null);
    this.#typedAhead = [];
  }

  /** Shows options, at least one. */
  show(options: readonly HTMLElement[]): void {
    this.#open(options, "");
    this.#popup.list.scrollTop = 0;
  }

  /** Handles the keys that have waited for the options. */
  catchUp(): void {
    const keys = this.#typedAhead ?? [];
    this.#typedAhead = null;
    for (const key of keys) {
      if (key !== "Enter") this.#move(key);
      else if (this.#selected !== null) this.#choose(this.#selected);
    }
  }

  /** Shows a message instead of options. */
  say(text: string): void {
    this.#open([], text);
    this.#typedAhead = null;
  }

  close(): void {
    this.#typedAhead = null;
    this.#select(null);
    this.#toggle(false);
  }

  /** Whether options are shown. */
  get isOpen(): boolean {
    return !this.#popup.element.hidden && !this.#popup.list.hidden;
  }

  #open(options: readonly HTMLElement[], text: string): void {
    const { list, message } = this.#popup;
    this.#select(null);
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    message.textContent = text;
    message.hidden = !list.hidden;
    this.#toggle(true);
  }

  #toggle(isOpen: boolean): void {
    const { element } = this.#popup;
    const isChange = element.hidden === isOpen;
    if (isChange && !isOpen && element.popover) element.hidePopover();
    element.hidden = !isOpen;
    if (isChange && isOpen && element.popover) element.showPopover();
    if (isOpen) this.#positioning?.start();
    else this.#positioning?.stop();
    this.#input.ariaExpanded = String(this.isOpen);
    if (isChange) this.#events.toggled(isOpen);
  }

  #key(event: KeyboardEvent): void {
    const isMacKey = isMac && event.ctrlKey;
    if (event.shiftKey || event.altKey || event.metaKey || event.ctrlKey !== isMacKey) return;
    // In WebKit the key that ends a composition comes after it, and is not marked as composing.
    if (event.isComposing || event.keyCode === PROCESSED_KEY) return;
    const key = isMacKey ? MAC_KEYS[event.key] : event.key;
    if (key === "Escape") {
      const wasOpen = !this.#popup.element.hidden;
      this.close();
      if (!this.#events.dismiss() && !wasOpen) return;
      // A dialog around the field stays open.
      event.stopPropagation();
      event.preventDefault();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.#typedAhead !== null) this.#typedAhead.push(key);
      else if (this.isOpen) this.#move(key);
      else this.#events.want();
    } else if (key === "Enter") {
      const isAhead = this.#typedAhead !== null && this.#typedAhead.length > 0;
      if (isAhead) this.#typedAhead!.push(key);
      else if (this.#selected !== null) this.#choose(this.#selected);
      else return;
      event.preventDefault();
    } else {
      this.#select(null);
      if (this.#typedAhead !== null) this.#typedAhead = [];
    }
  }

  /** Selects the next or previous option; between the last and the first one none is selected. */
  #move(key: string): void {
    const options = Array.from(this.#popup.list.children) as HTMLElement[];
    const stops = [null, ...options];
    const step = key === "ArrowDown" ? 1 : stops.length - 1;
    this.#select(stops[(stops.indexOf(this.#selected) + step) % stops.length]!);
  }

  #select(option: HTMLElement | null): void {
    this.#selected?.removeAttribute("aria-selected");
    this.#selected = option;
    if (option === null) {
      this.#input.removeAttribute("aria-activedescendant");
    } else {
      option.ariaSelected = "true";
      this.#input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  #choose(option: HTMLElement): void {
    this.close();
    this.#events.choose(option);
  }
}
