import type { Popup } from "../combobox/combobox.ts";

/** The contents of the shadow tree beside the input. */
export interface Parts {
  popup: Popup;
  /** Is shown in the field while an answer takes long. */
  busy: HTMLElement;
  /** Live region for screen readers. */
  heard: HTMLElement;
}

/** Sets up the input, and creates the other parts beside the box around it. */
export function makeParts(root: ShadowRoot, box: HTMLElement, input: HTMLInputElement): Parts {
  box.className = "box";
  box.part.add("box");
  input.part.add("input");
  input.autocomplete = "off";
  input.autocapitalize = "off";
  input.spellcheck = false;
  input.setAttribute("autocorrect", "off");
  const popup = {
    anchor: box,
    element: partOf("div", "popup"),
    list: partOf("ul", "list"),
    message: partOf("p", "message"),
  };
  popup.list.id = "list";
  // Browsers without popovers show it inside the page's layout.
  if ("popover" in popup.element) popup.element.popover = "manual";
  popup.element.append(popup.list, popup.message);
  const busy = partOf("span", "busy");
  busy.hidden = true;
  const heard = document.createElement("div");
  heard.className = "heard";
  heard.role = "status";
  root.append(busy, popup.element, heard);
  return { popup, busy, heard };
}

export function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

export function partOf<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = name;
  element.part.add(name);
  return element;
}
