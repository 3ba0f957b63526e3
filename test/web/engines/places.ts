import { describe, expect, test } from "bun:test";
import { inflateSync } from "node:zlib";
import axe from "axe-core";
import { untilPasses } from "../../support/until.ts";
import { ELEMENT, type EngineTests, type Guest, type GuestOptions } from "./guest.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];

/** A page with a style sheet of its own. */
const styled = (css: string, options: GuestOptions = {}): GuestOptions => ({
  ...options,
  head: `<link rel="stylesheet" href="/page.css">${options.head ?? ""}`,
  files: { "/page.css": ["text/css", css], ...options.files },
});

/** Where field and popup stand. */
async function boxesOf(at: Guest) {
  const [field, popup] = [await at.box("gene-suggest"), await at.box(".popup")];
  const [width, height] = await at.evaluate(() => [
    document.documentElement.clientWidth,
    innerHeight,
  ]);
  return { field, popup, width: width!, height: height! };
}

/** Waits until the popup is at its field, inside the window. */
async function expectAtField(at: Guest, side: "below" | "above" = "below"): Promise<void> {
  await untilPasses(async () => {
    const { field, popup, width, height } = await boxesOf(at);
    const gap = side === "below" ? popup.top - field.bottom : field.top - popup.bottom;
    expect({ side, gap: Math.round(gap) }).toEqual({ side, gap: 6 });
    expect(Math.abs(popup.left - field.left)).toBeLessThan(1);
    expect(popup.top).toBeGreaterThanOrEqual(0);
    expect(popup.bottom).toBeLessThanOrEqual(height);
    expect(popup.left).toBeGreaterThanOrEqual(0);
    expect(popup.right).toBeLessThanOrEqual(width);
  });
}

const scrolls = (at: Guest) =>
  at.evaluate(() => {
    const list = probe.element().shadowRoot!.querySelector("ul")!;
    return list.scrollHeight > list.clientHeight;
  });

/** Fails where axe finds anything on the page. */
async function expectAccessible(at: Guest): Promise<void> {
  await at.engine.run(`(() => { ${axe.source} })(), undefined`);
  const found = await at.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
  });
  expect(found).toEqual([]);
}

/** The contrast between the colour that most of an element has on the screen and the one that differs most from it. */
async function contrastOf(at: Guest, selector: string): Promise<number> {
  const { left, top, right, bottom } = await at.box(selector);
  const picture = pixelsOf(Buffer.from(await at.engine.screenshot()));
  const counts = new Map<number, number>();
  for (let y = Math.ceil(top); y < Math.floor(bottom); y++) {
    for (let x = Math.ceil(left); x < Math.floor(right); x++) {
      const luminance = luminanceOf(picture.at(x, y));
      counts.set(luminance, (counts.get(luminance) ?? 0) + 1);
    }
  }
  const [ground] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  const contrast = (value: number) =>
    (Math.max(value, ground) + 0.05) / (Math.min(value, ground) + 0.05);
  return Math.max(...[...counts.keys()].map(contrast));
}

/** Of a colour in sRGB, as WCAG has it. */
function luminanceOf(colour: readonly number[]): number {
  const linear = colour.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}

/** The pixels of a PNG as browsers write screenshots: a byte a colour, not interlaced. */
function pixelsOf(png: Buffer) {
  const width = png.readUInt32BE(16);
  const channels = png[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const isData = png.toString("latin1", at + 4, at + 8) === "IDAT";
    if (isData) parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(parts));
  const size = width * channels;
  for (let start = 0; start < rows.length; start += size + 1) {
    for (let i = start + 1; i <= start + size; i++) {
      const left = i - start > channels ? rows[i - channels]! : 0;
      const above = start === 0 ? 0 : rows[i - size - 1]!;
      const corner = start === 0 || i - start <= channels ? 0 : rows[i - size - 1 - channels]!;
      rows[i]! += predicted(rows[start]!, left, above, corner);
    }
  }
  return {
    at: (x: number, y: number) => {
      const from = y * (size + 1) + 1 + x * channels;
      return [...rows.subarray(from, from + 3)];
    },
  };
}

/** What a filter of PNG expects a byte to be. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter < 4) return [0, left, above, (left + above) >> 1][filter]!;
  const [byLeft, byAbove, byCorner] = [above - corner, left - corner, left + above - 2 * corner];
  if (Math.abs(byLeft!) <= Math.abs(byAbove!) && Math.abs(byLeft!) <= Math.abs(byCorner!)) {
    return left;
  }
  return Math.abs(byAbove!) <= Math.abs(byCorner!) ? above : corner;
}

export function testPlaces({ name, server, engine, open }: EngineTests): void {
  describe("the list stands at its field", () => {
    test.each([
      ["on a plain page", "", "below"],
      [
        "in a part of the page that is moved",
        ".around { transform: translate(150px, 70px) }",
        "below",
      ],
      [
        "in a part that is enlarged",
        ".around { transform: scale(1.5); transform-origin: 0 0 }",
        "below",
      ],
      ["in a part that is zoomed", ".around { zoom: 1.5 }", "below"],
      ["in a filter", ".around { filter: grayscale(1); margin: 40px }", "below"],
      [
        "in a box that cuts off",
        ".around { overflow: hidden; height: 3rem; contain: paint }",
        "below",
      ],
      ["near the end of the window", ".around { position: fixed; bottom: 20px }", "above"],
      ["on a page that is scrolled", "main { padding-block: 600px 900px }", "below"],
    ] as const)("%s", async (_, css, side) => {
      await using at = await open(`<div class="around">${ELEMENT}</div>`, styled(css));
      if (css.includes("900px")) await at.evaluate(() => scrollTo(0, 400));
      await at.type("brc");
      await at.shows({ labels: BRC });
      await expectAtField(at, side);
      // WebKit measures what is zoomed in pixels of its own, by which nobody can click.
      if (css.includes("zoom")) await at.press("ArrowDown", "Enter");
      else await at.click('[role="option"]');
      await at.shows({ gene: "BRCA1" });
    });

    test("when it is scrolled, and is gone while its field cannot be seen", async () => {
      const css = "#box { height: 200px; overflow: auto } #box > div { height: 900px }";
      await using at = await open(`<div id="box"><div>${ELEMENT}</div></div>`, styled(css));
      await at.type("brc");
      await at.shows({ labels: BRC });
      const scroll = (top: number) =>
        at.evaluate((to: number) => document.getElementById("box")!.scrollTo(0, to), top);
      await scroll(5);
      await expectAtField(at);
      await scroll(300);
      await at.shows({ labels: [] });
      await scroll(0);
      await at.shows({ labels: BRC });
      await expectAtField(at);
    });

    test("in a tree of the page's own, in a dialog", async () => {
      const script = `class HostPage extends HTMLElement {
        connectedCallback() {
          this.attachShadow({ mode: "open" }).append(document.querySelector("template").content);
          this.shadowRoot.querySelector("dialog").showModal();
        }
      }
      customElements.define("host-page", HostPage);`;
      const body = `<template><dialog><p id="help">Any gene</p>${ELEMENT.replace("species", 'aria-describedby="help" species')}</dialog></template><host-page></host-page>`;
      await using at = await open(body, {
        head: '<script type="module" src="/host.js"></script>',
        files: { "/host.js": ["text/javascript", script] },
      });
      await at.type("brc");
      await at.shows({ labels: BRC, focus: "gene" });
      await expectAtField(at);
      await at.press("ArrowDown", "Enter");
      await at.shows({ gene: "BRCA1" });
    });
  });

  describe("in a window", () => {
    test.each([
      ["of a telephone, zoomed to 400 %,", 320, 256, "10px"],
      ["that is low, in whose middle the field is,", 320, 320, "140px"],
      ["that is wide and low", 1280, 300, "100px"],
    ])("%s all of a long list can be reached", async (_, width, height, above) => {
      const css = `body { margin: 8px; padding-block-start: ${above}; height: 2000px }`;
      await using at = await open(ELEMENT, styled(css, { size: [width, height] }));
      await at.evaluate(() => probe.element().setAttribute("limit", "20"));
      await at.type("gene");
      await untilPasses(async () => expect((await at.shown()).labels).toHaveLength(20));
      const box = await boxesOf(at);
      const { popup } = box;
      expect(popup.top).toBeGreaterThanOrEqual(0);
      expect(popup.bottom).toBeLessThanOrEqual(box.height);
      expect(popup.right).toBeLessThanOrEqual(box.width);
      expect(popup.bottom - popup.top).toBeGreaterThan(100);
      await at.press("ArrowUp");
      await at.shows({ selected: "GENE19" });
      const option = await at.box('[aria-selected="true"]');
      expect(option.top).toBeGreaterThanOrEqual(popup.top);
      expect(option.bottom).toBeLessThanOrEqual(popup.bottom);
      await at.press("Enter");
      await at.shows({ gene: "GENE19" });
    });
  });

  test("a list is wide enough to read below a field that is not", async () => {
    await using at = await open(ELEMENT, styled("gene-suggest { inline-size: 5em; float: right }"));
    await at.type("brc");
    await at.shows({ labels: BRC });
    const { popup, width } = await boxesOf(at);
    expect(popup.right - popup.left).toBe(288);
    expect(popup.right).toBeLessThanOrEqual(width);
  });

  test("a tap chooses, and opens the list again", async () => {
    await using at = await open();
    const tap = async (selector: string) => {
      const { left, right, top, bottom } = await at.box(selector);
      await at.engine.tap((left + right) / 2, (top + bottom) / 2);
    };
    await tap("gene-suggest");
    await at.shows({ focus: "gene" });
    await at.press(..."brc");
    await at.shows({ labels: BRC });
    await tap('[role="option"]');
    await at.shows({ gene: "BRCA1", labels: [] });
    await tap("gene-suggest");
    await at.shows({ labels: ["BRCA1"] });
  });

  test("names run from left to right on a page that runs from right to left", async () => {
    await using at = await open(`<div dir="rtl">${ELEMENT}</div>`);
    await at.type("hla-");
    await at.shows({ labels: ["HLA-", "HLA-A"] });
    const { field, popup } = await boxesOf(at);
    expect(Math.abs(popup.right - field.right)).toBeLessThan(1);
    const seen = await at.evaluate(() => {
      const { shadowRoot } = probe.element();
      const { direction, textAlign } = getComputedStyle(shadowRoot!.querySelector("input")!);
      const label = shadowRoot!.querySelector(".label")!;
      const letters = label.firstElementChild?.firstChild ?? label.lastChild!;
      const lefts = Array.from(letters.textContent!, (_, i) => {
        const range = new Range();
        range.setStart(letters, i);
        range.setEnd(letters, i + 1);
        return range.getBoundingClientRect().left;
      });
      return { direction, textAlign, text: letters.textContent, lefts };
    });
    expect(seen).toMatchObject({ direction: "ltr", textAlign: "right", text: "HLA-" });
    expect(seen.lefts).toEqual(seen.lefts.toSorted((a, b) => a - b));
  });

  test("what a page does to its texts is not done to names", async () => {
    const css =
      "body { text-transform: uppercase; text-align: center; letter-spacing: 3px; white-space: nowrap }";
    await using at = await open(ELEMENT.replace("homo_sapiens", "mouse"), styled(css));
    await at.type("brca1");
    await at.shows({ labels: ["Brca1"] });
    const style = await at.evaluate(() => {
      const label = probe.element().shadowRoot!.querySelector(".label")!;
      const { textTransform, letterSpacing, whiteSpace } = getComputedStyle(label);
      return [textTransform, letterSpacing, whiteSpace];
    });
    expect(style).toEqual(["none", "normal", "normal"]);
  });

  describe("without what the oldest browsers lack,", () => {
    test.each(["light", "dark"])("colours are those of a %s page", async (scheme) => {
      const css = `body { color-scheme: ${scheme}; background: Canvas; color: CanvasText }`;
      await using at = await open(ELEMENT, styled(css));
      expect(await (await server.get("/gene-suggest.js")).text()).not.toContain("light-dark(");
      await at.type("brc");
      await at.shows({ labels: BRC });
      const [list, page] = await at.evaluate(() => {
        const popup = probe.element().shadowRoot!.querySelector(".popup")!;
        return [popup, document.body].map((element) => {
          const { backgroundColor, color } = getComputedStyle(element);
          return [backgroundColor, color];
        });
      });
      expect(list).toEqual(page!);
    });

    test("a list that cannot be above all else stands below its field", async () => {
      const script = `for (const name of ["popover", "showPopover", "hidePopover"]) delete HTMLElement.prototype[name];`;
      await using at = await open(ELEMENT, {
        head: '<script src="/older.js"></script>',
        files: { "/older.js": ["text/javascript", script] },
      });
      await at.type("brc");
      await at.shows({ labels: BRC });
      await expectAtField(at);
      await at.press("ArrowDown", "Enter");
      await at.shows({ gene: "BRCA1", labels: [] });
    });
  });

  describe.each(["light", "dark", "forced"])("in %s colours", (colours) => {
    test("axe finds nothing, and what is selected can be read", async () => {
      const scheme = colours === "dark" ? "dark" : "light";
      const css = `body { color-scheme: ${scheme}; background: Canvas; color: CanvasText }`;
      const isForced = colours === "forced" && (await engine().forceColors(true));
      // WebKitGTK has no palette of the system to force upon pages.
      expect(isForced).toBe(colours === "forced" && name !== "WebKitGTK");
      try {
        const options = styled(css, { size: [600, 300] });
        await using at = await open(`<h1>Genes</h1>${ELEMENT}`, options);
        expect(await at.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(
          isForced,
        );
        await expectAccessible(at);
        await at.type("gene");
        await at.shows({ labels: ["GENE0", "GENE1", "GENE2", "GENE3", "GENE4"] });
        expect(await scrolls(at)).toBeTrue();
        await expectAccessible(at);
        await at.press("x");
        await at.shows({ message: "No gene found" });
        await expectAccessible(at);
        await at.evaluate(() => probe.element().select());
        await at.press(..."hla-a");
        await at.shows({ labels: ["HLA-A"] });
        await at.press("ArrowDown");
        await at.shows({ selected: "HLA-A" });
        await expectAccessible(at);
        expect(await contrastOf(at, '[aria-selected="true"] .label')).toBeGreaterThan(4.5);
      } finally {
        if (isForced) await engine().forceColors(false);
      }
    });
  });
}
