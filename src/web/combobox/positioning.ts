/** Distance of the popup from the field and from the edge of the window, in pixels. */
const GAP = 6;
/** With this much room below the field the popup opens there, even if there is more above. */
const ROOM = 144;

/**
 * Keeps an open popup at its field and inside the window. The popup is in the top layer, where nothing clips it, and
 * is moved with the field in every frame. CSS anchor positioning is not used, as engines disagree about transformed
 * ancestors and older browsers lack it.
 */
export class Positioning {
  readonly #field: HTMLElement;
  readonly #popup: HTMLElement;
  #frame = 0;
  /** Hides the popup while the field is scrolled out of view. */
  readonly #observer: IntersectionObserver;

  constructor(field: HTMLElement, popup: HTMLElement) {
    this.#field = field;
    this.#popup = popup;
    this.#observer = new IntersectionObserver((entries) => {
      popup.style.visibility = entries.at(-1)!.isIntersecting ? "" : "hidden";
    });
  }

  /** Call this whenever the popup was opened or its contents have changed. */
  start(): void {
    this.stop();
    this.#observer.observe(this.#field);
    let last = "";
    const look = () => {
      const { left, top, right, bottom } = this.#field.getBoundingClientRect();
      const { offsetLeft, offsetTop, width, height } = visualViewport!;
      // The visible part of the page, in the coordinates of fixed elements.
      const room = {
        left: offsetLeft,
        top: offsetTop,
        right: offsetLeft + width,
        bottom: offsetTop + height,
      };
      const seen = [left, top, right, bottom, ...Object.values(room)].join();
      if (seen !== last) this.#position({ left, top, right, bottom }, room);
      last = seen;
      this.#frame = requestAnimationFrame(look);
    };
    look();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
  }

  #position(field: Box, room: Box): void {
    const popup = this.#popup;
    // Lengths of the popup are multiplied by the CSS zoom of its ancestors.
    const zoom = popup.currentCSSZoom ?? 1;
    const { style } = popup;
    style.width = `${(field.right - field.left) / zoom}px`;
    // The style of the popup says how wide it is at a narrow field.
    const width = popup.offsetWidth * zoom;
    const below = room.bottom - field.bottom - 2 * GAP;
    const above = field.top - room.top - 2 * GAP;
    let height = 0;
    for (const part of popup.children) height += part.scrollHeight * zoom;
    const isBelow = below >= Math.min(height, ROOM) || below >= above;
    style.maxHeight = `${(isBelow ? below : above) / zoom}px`;
    const isLeftToRight = getComputedStyle(popup).direction === "ltr";
    const left = isLeftToRight ? field.left : field.right - width;
    style.left = `${Math.max(Math.min(left, room.right - width), room.left) / zoom}px`;
    const top = isBelow ? field.bottom + GAP : field.top - GAP - popup.offsetHeight * zoom;
    style.top = `${top / zoom}px`;
  }
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
