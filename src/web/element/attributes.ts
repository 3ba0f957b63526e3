/** Properties that reflect attributes, and elements that attributes refer to. */

/** Attributes whose properties are not called like them. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  defaultValue: "value",
  valueField: "value-field",
};

/** Empty without the attribute. */
export const asText = (text: string | null) => text ?? "";
export const asFlag = (text: string | null) => text !== null;
/** Null without the attribute, or where it is not a positive number. */
export const asNumber = (text: string | null) => Number.parseFloat(text ?? "") || null;

/** Defines properties that reflect attributes. Null and undefined remove the attribute, as frameworks expect. */
export function reflect(
  prototype: HTMLElement,
  properties: readonly string[],
  read: (text: string | null) => unknown,
): void {
  for (const property of properties) {
    const attribute = ATTRIBUTES[property] ?? property.toLowerCase();
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return read(this.getAttribute(attribute));
      },
      set(this: HTMLElement, value: unknown) {
        if (typeof value === "boolean") this.toggleAttribute(attribute, value);
        else copyAttribute(this, attribute, value ?? null);
      },
    });
  }
}

/** Sets an attribute, or removes it if the value is null. */
export function copyAttribute(element: Element, name: string, value: unknown): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}

/** The elements that an attribute such as `aria-describedby` refers to by id. */
export function elementsNamed(element: Element, attribute: string): Element[] {
  const ids = element.getAttribute(attribute)?.split(/\s+/) ?? [];
  const tree = element.getRootNode() as Document | ShadowRoot;
  return ids.flatMap((id) => tree.getElementById?.(id) ?? []);
}

/** The text of some nodes on one line. */
export function textOf(nodes: Iterable<Node>): string {
  const texts = Array.from(nodes, ({ textContent }) => textContent ?? "");
  return texts.join(" ").replace(/\s+/g, " ").trim();
}
