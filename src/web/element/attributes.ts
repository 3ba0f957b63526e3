/** Properties that reflect attributes, and elements that attributes refer to. */

/** Maps properties to attributes, by the type of the property. */
export interface Reflected {
  /** Empty without the attribute. */
  texts?: Readonly<Record<string, string>>;
  flags?: Readonly<Record<string, string>>;
  /** Null without the attribute, or where it is not a positive number. */
  numbers?: Readonly<Record<string, string>>;
}

/** Defines reflecting properties. Setting null or undefined removes the attribute, as frameworks expect. */
export function reflect(prototype: HTMLElement, { texts, flags, numbers }: Reflected): void {
  define(prototype, texts, (text) => text ?? "");
  define(prototype, flags, (text) => text !== null);
  define(prototype, numbers, (text) => Number.parseFloat(text ?? "") || null);
}

function define(
  prototype: HTMLElement,
  attributes: Readonly<Record<string, string>> = {},
  read: (text: string | null) => unknown,
): void {
  for (const [property, attribute] of Object.entries(attributes)) {
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
