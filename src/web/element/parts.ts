import type { Popup } from "../combobox/combobox.ts";

/** What the element is made of. */
export interface Parts {
  input: HTMLInputElement;
  popup: Popup;
  /** Tells those who hear the page what came. */
  heard: HTMLElement;
}

/** Makes them, in a tree of their own. */
export function makeParts(root: ShadowRoot): Parts {
  const input = partOf("input", "input");
  input.autocomplete = "off";
  input.autocapitalize = "off";
  input.spellcheck = false;
  input.setAttribute("autocorrect", "off");
  const popup = {
    element: partOf("div", "popup"),
    list: partOf("ul", "list"),
    message: partOf("p", "message"),
  };
  popup.list.id = "list";
  popup.list.role = "listbox";
  popup.list.ariaLabel = "Suggestions";
  // Browsers that cannot tie it to the field show it where it stands.
  if (CSS.supports("anchor-name: --field")) popup.element.popover = "manual";
  popup.element.append(popup.list, popup.message);
  const heard = document.createElement("div");
  heard.className = "heard";
  heard.role = "status";
  root.append(input, popup.element, heard);
  return { input, popup, heard };
}

function partOf<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = name;
  element.part.add(name);
  return element;
}
