import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import type { GeneSuggestElement } from "../../../src/web/element/gene-suggest.ts";
import { useBrowser } from "../../support/browser/browser.ts";
import { ELEMENT, type ElementPage } from "../../support/browser/element-page.ts";
import { GENES } from "../../support/data/genes.ts";
import { numberedGenes } from "../../support/data/label-files.ts";
import { untilPasses } from "../../support/until.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];

/** More than fit into a small window. */
const MANY = ["GENE0", "GENE1", "GENE2", "GENE3", "GENE4"];

const { openElement } = useBrowser([
  ...GENES,
  ...numberedGenes(MANY.length),
  ["homo_sapiens", "TP53", "ENSG00000141510", "17:7661779-7687538", "core", null, "p53"],
]);
/** Records the events of the element, for `eventsOf`. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const events: [string, unknown][] = [];
    Object.assign(window, { events });
    for (const name of ["input", "change", "gene-choose"]) {
      document.addEventListener(name, (event) =>
        events.push([name, (event as CustomEvent).detail]),
      );
    }
  });
}

const eventsOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { events: [string, unknown][] }).events);

describe("typing", () => {
  test("shows labels with their matched part marked, locations and ids", async () => {
    await using at = await openElement();
    await at.type("brc", BRC);
    const first = at.options.first();
    expect(await first.locator("mark").textContent()).toBe("BRC");
    expect(await first.locator(".location").textContent()).toBe("17:43,044,295-43,170,245");
    expect(await first.locator(".id").textContent()).toBe("ENSG00000012048");
    expect(await first.locator(".reason").count()).toBe(0);
    await at.input.press("2");
    await at.expectLabels([]);
    expect(await at.element.getByText("No gene found").first().isVisible()).toBeTrue();
    await at.input.press("Backspace");
    await at.expectLabels(BRC);
  });

  test.each([
    ["p53", "TP53", "alias p53"],
    ["hlaa", "HLA-A", "other spelling"],
    ["ensg00000139618.12", "BRCA2", "id"],
    ["brac1", "BRCA1", "similar"],
  ])("says why %s finds %s: %s", async (text, label, reason) => {
    const markup = '<gene-suggest species="human" match="fuzzy" aria-label="Gene"></gene-suggest>';
    await using at = await openElement(markup);
    await at.type(text, [label]);
    expect(await at.options.first().locator(".reason").textContent()).toBe(reason);
  });

  test("shows the species if there are several", async () => {
    const markup = '<gene-suggest species="human,mouse" aria-label="Gene"></gene-suggest>';
    await using at = await openElement(markup);
    await at.type("brca1", ["BRCA1", "Brca1"]);
    const species = at.options.locator(".species");
    expect(await species.allTextContents()).toEqual(["Homo sapiens", "Mus musculus"]);
  });

  test("sends a request once typing pauses, not for every letter", async () => {
    await using at = await openElement();
    const answered = at.page.waitForResponse(/query=brca&|query=brca$/);
    // Without a pause between letters, even on a slow machine.
    await at.input.evaluate((input: HTMLInputElement) => {
      for (let length = 1; length <= 4; length++) {
        input.value = "brca".slice(0, length);
        input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
      }
    });
    await at.input.focus();
    await answered;
    expect(at.queries()).toEqual(["brca"]);
  });

  test("closes the list when the last letter is deleted", async () => {
    await using at = await openElement();
    await at.type("brc", BRC);
    await at.input.fill("");
    await at.options.first().waitFor({ state: "hidden" });
    expect(await at.input.getAttribute("aria-expanded")).toBe("false");
  });
});

describe("keys", () => {
  test("arrows select and wrap around, Enter chooses", async () => {
    await using at = await openElement();
    await listen(at.page);
    await at.type("brc", BRC);
    expect(await at.input.getAttribute("aria-expanded")).toBe("true");
    const selected = async () => {
      const id = await at.input.getAttribute("aria-activedescendant");
      const marked = await at.element.locator('[aria-selected="true"]').allTextContents();
      expect(marked.length).toBe(id === null ? 0 : 1);
      return id === null ? null : at.element.locator(`#${id} .label`).textContent();
    };
    expect(await selected()).toBeNull();
    for (const label of [...BRC, null, "BRCA1"]) {
      await at.input.press("ArrowDown");
      expect(await selected()).toBe(label);
    }
    for (const label of [null, "BRCC3", "BRCA2"]) {
      await at.input.press("ArrowUp");
      expect(await selected()).toBe(label);
    }
    await at.input.press("Enter");
    expect(await at.input.inputValue()).toBe("BRCA2");
    expect(await at.input.getAttribute("aria-expanded")).toBe("false");
    expect(await at.input.getAttribute("aria-activedescendant")).toBeNull();
    const chosen = { label: "BRCA2", stable_id: "ENSG00000139618", chromosome: "13" };
    expect((await eventsOf(at.page)).slice(-3)).toEqual([
      ["input", undefined],
      ["change", undefined],
      ["gene-choose", expect.objectContaining(chosen)],
    ]);
    expect(await at.element.evaluate((element: GeneSuggestElement) => element.gene?.label)).toBe(
      "BRCA2",
    );
    await at.input.press("x");
    expect(await at.element.evaluate((element: GeneSuggestElement) => element.gene)).toBeNull();
  });

  test("an arrow opens a closed list, and Escape closes only the list", async () => {
    await using at = await openElement(`<dialog open>${ELEMENT}</dialog>`);
    await at.page.evaluate(() => {
      const dialog = document.querySelector("dialog")!;
      dialog.close();
      dialog.showModal();
    });
    await at.type("brc", BRC);
    await at.input.press("Escape");
    await at.options.first().waitFor({ state: "hidden" });
    expect(await at.input.inputValue()).toBe("brc");
    expect(await at.page.locator("dialog").getAttribute("open")).not.toBeNull();
    await at.input.press("ArrowDown");
    await at.options.first().waitFor();
    expect(await at.labels()).toEqual(BRC);
  });

  test("Home, End and left and right move the caret while the list is open", async () => {
    await using at = await openElement();
    await at.type("brc", BRC);
    await at.input.press("ArrowDown");
    const caret = () => at.input.evaluate((input: HTMLInputElement) => input.selectionStart);
    for (const [key, position] of [
      ["Home", 0],
      ["ArrowRight", 1],
      ["End", 3],
      ["ArrowLeft", 2],
    ] as const) {
      await at.input.press(key);
      expect(await caret()).toBe(position);
      expect(await at.input.getAttribute("aria-expanded")).toBe("true");
      expect(await at.input.getAttribute("aria-activedescendant")).toBeNull();
    }
  });

  test("Tab moves to the next field without choosing", async () => {
    await using at = await openElement(`${ELEMENT}<input id="next" aria-label="Next">`);
    await at.type("brc", BRC);
    await at.input.press("ArrowDown");
    await at.input.press("Tab");
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe("next");
    expect(await at.input.inputValue()).toBe("brc");
    expect(await at.options.first().isVisible()).toBeFalse();
  });
});

describe("pointers", () => {
  test("a click chooses, and keeps the focus in the field", async () => {
    await using at = await openElement();
    await at.type("brc", BRC);
    await at.options.nth(1).click();
    expect(await at.input.inputValue()).toBe("BRCA2");
    expect(await at.options.first().isVisible()).toBeFalse();
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe("gene");
  });

  test("a touch chooses, and options are large enough for a finger", async () => {
    await using at = await openElement(undefined, { hasTouch: true, isMobile: true });
    await at.input.tap();
    await at.type("brc", BRC);
    const { height } = (await at.options.nth(2).boundingBox())!;
    expect(height).toBeGreaterThanOrEqual(44);
    await at.options.nth(2).tap();
    expect(await at.input.inputValue()).toBe("BRCC3");
    expect(await at.options.first().isVisible()).toBeFalse();
  });

  test("a click elsewhere closes the list, and fires a change event", async () => {
    await using at = await openElement(`${ELEMENT}<p id="elsewhere">elsewhere</p>`);
    await listen(at.page);
    await at.type("brc", BRC);
    await at.page.locator("#elsewhere").click({ position: { x: 1, y: 1 }, force: true });
    await at.options.first().waitFor({ state: "hidden" });
    expect((await eventsOf(at.page)).at(-1)).toEqual(["change", undefined]);
  });

  test("a click on the label focuses the field", async () => {
    await using at = await openElement();
    await at.page.getByText("Gene", { exact: true }).first().click();
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe("gene");
    await at.page.keyboard.type("brc");
    await at.expectLabels(BRC);
  });
});

test("nothing around the field moves when the list opens", async () => {
  await using at = await openElement(`${ELEMENT}<p id="below">below</p>`);
  const position = () => at.page.locator("#below").boundingBox();
  const before = await position();
  await at.type("brc", BRC);
  expect(await position()).toEqual(before);
  await at.input.press("q");
  await at.expectLabels([]);
  expect(await position()).toEqual(before);
  await untilPasses(async () =>
    expect(await at.element.getByText("No gene found").count()).toBe(2),
  );
});

describe("the list is never cut off:", () => {
  const isInside = async (at: ElementPage) => {
    const list = (await at.element.getByRole("listbox").boundingBox())!;
    const { width, height } = at.page.viewportSize()!;
    return (
      list.y >= 0 && list.x >= 0 && list.y + list.height <= height && list.x + list.width <= width
    );
  };
  const placesOf = async (at: ElementPage) => {
    const list = (await at.element.getByRole("listbox").boundingBox())!;
    return { field: (await at.input.boundingBox())!, list };
  };

  test("by a box with hidden overflow", async () => {
    await using at = await openElement(`<div id="box">${ELEMENT}</div>`);
    await at.page.locator("#box").evaluate((box) => {
      Object.assign(box.style, { overflow: "hidden", height: "3rem", contain: "paint" });
    });
    await at.type("brc", BRC);
    const { field, list } = await placesOf(at);
    expect(list.y).toBeGreaterThan(field.y + field.height);
    expect(Math.abs(list.x - field.x)).toBeLessThan(2);
    expect(Math.abs(list.width - field.width)).toBeLessThan(4);
    await at.options.nth(2).click();
    expect(await at.input.inputValue()).toBe("BRCC3");
  });

  test("by the bottom of the window, near which it opens upwards", async () => {
    await using at = await openElement(`<div id="space"></div>${ELEMENT}`);
    await at.page.locator("#space").evaluate((space) => {
      space.style.height = `${innerHeight - 80}px`;
    });
    await at.type("brc", BRC);
    const { field, list } = await placesOf(at);
    expect(list.y + list.height).toBeLessThan(field.y);
    expect(await isInside(at)).toBeTrue();
    await at.options.nth(2).click();
    expect(await at.input.inputValue()).toBe("BRCC3");
  });

  test("by a small window, in which it can be scrolled", async () => {
    await using at = await openElement(`<div id="space"></div>${ELEMENT}`, {
      viewport: { width: 320, height: 300 },
    });
    await at.page.locator("#space").evaluate((space) => {
      space.style.height = "40px";
    });
    await at.input.fill("g");
    await at.input.fill("gen");
    await at.expectLabels(MANY);
    expect(await isInside(at)).toBeTrue();
    await at.input.press("ArrowUp");
    const last = (await at.options.last().boundingBox())!;
    expect(last.y + last.height).toBeLessThanOrEqual(300);
    await at.input.press("Enter");
    expect(await at.input.inputValue()).toBe(MANY.at(-1)!);
  });

  test("it disappears and reappears with its field", async () => {
    await using at = await openElement(`${ELEMENT}<div id="other"></div>`);
    await at.type("brc", BRC);
    await at.element.evaluate((element) => document.querySelector("#other")!.append(element));
    expect(await at.options.first().isVisible()).toBeFalse();
    expect(await at.input.inputValue()).toBe("brc");
    await at.input.press("ArrowDown");
    await at.expectLabels(BRC);
    await at.options.first().waitFor();
    await at.element.evaluate((element) => element.remove());
    expect(await at.page.getByRole("listbox").count()).toBe(0);
  });

  test("it follows its field while the page is scrolled", async () => {
    await using at = await openElement(`${ELEMENT}<div id="space"></div>`);
    await at.page.locator("#space").evaluate((space) => {
      space.style.height = "3000px";
    });
    await at.type("brc", BRC);
    const before = await placesOf(at);
    await at.page.evaluate(() => scrollTo(0, 5));
    await untilPasses(async () => {
      const after = await placesOf(at);
      expect(after.field.y).toBe(before.field.y - 5);
      expect(after.list.y).toBe(before.list.y - 5);
    });
  });
});
