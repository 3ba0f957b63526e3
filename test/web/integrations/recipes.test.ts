import { describe, expect, test } from "bun:test";
import { GeneSuggestElement } from "../../../src/web/element/gene-suggest.ts";
import { type TestPage, useBrowser } from "../../support/browser/browser.ts";
import { RECIPES, recipe } from "../../support/browser/recipes.ts";
import { pageWith, type Site, type SiteFile, serveSite } from "../../support/browser/site.ts";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { untilPasses } from "../../support/until.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];
const HOSTILE = "evil<img src=x onerror=alert(1)> & \"quoted\" 'too'";

const { server, ...browser } = useBrowser([
  ...GENES,
  ["homo_sapiens", HOSTILE, "ENSG00000000001", "1:1-2", "core"] as Row,
]);
/** The policy for recipes with inline scripts. */
const INLINE = `default-src 'self' 'unsafe-inline' ${server.url}`;

interface Opened extends AsyncDisposable, Pick<TestPage, "page" | "wrong"> {}

/** Opens a page with a recipe; nothing in it may violate the site's content security policy. */
async function open(
  body: string,
  files: Readonly<Record<string, SiteFile>> = {},
  policy?: string,
): Promise<Opened> {
  const site: Site = serveSite(server.url, { "/": pageWith(body), ...files }, policy);
  const { page, wrong, ...opened } = await browser.open(site.url);
  return {
    page,
    wrong,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
      expect(wrong).toEqual([]);
    },
  };
}

const fileOf = async (type: string, name: string): Promise<SiteFile> => [
  type,
  await Bun.file(Bun.resolveSync(name, import.meta.dir)).text(),
];

test("these tests run every recipe", () => {
  const run = ["element", "events", "style", "value", "list", "texts", "jquery-ui", "datalist"];
  const elsewhere = /^igv|^(module|react|vue|vue-config|svelte|iife)$/;
  expect(RECIPES.filter((name) => !elsewhere.test(name)).sort()).toEqual(run.sort());
});

test("the document mentions every custom property, part and attribute of the element", async () => {
  const textOf = (path: string) => Bun.file(new URL(`../../../${path}`, import.meta.url)).text();
  const text = await textOf("packages/gene-suggest/README.md");
  const sheets = ["style.css", "chips.css"].map((name) => textOf(`src/web/element/${name}`));
  const css = (await Promise.all(sheets)).join("\n");
  const properties = new Set(css.matchAll(/--gene-suggest(-[\w-]+)/g).map(([, name]) => name!));
  expect(properties.size).toBeGreaterThan(10);
  for (const name of properties) expect(text).toMatch(new RegExp(`\`(--gene-suggest)?${name}\``));
  const files = ["option.ts", "parts.ts", "texts.ts", "chips.ts"].map((name) =>
    textOf(`src/web/element/${name}`),
  );
  const code = (await Promise.all(files)).join("\n");
  const parts = code.matchAll(/(?:piece\(|part\.add\(|partOf\("\w+", )"(\w+)"/g);
  const names = new Set(parts.map(([, name]) => name!));
  expect(names.size).toBeGreaterThan(10);
  for (const name of names) expect(text).toContain(`\`${name}\``);
  const { observedAttributes } = GeneSuggestElement;
  expect(observedAttributes.length).toBeGreaterThan(15);
  for (const name of observedAttributes) expect(text).toContain(`\`${name}\``);
});

test("the element works in a form", async () => {
  await using at = await open(recipe("element", server.url));
  const field = at.page.getByRole("combobox", { name: "Gene" });
  await field.fill("brc");
  const labels = at.page.getByRole("option").locator(".label");
  await untilPasses(async () => expect(await labels.allTextContents()).toEqual(BRC));
  await field.press("ArrowDown");
  await field.press("Enter");
  await at.page.getByRole("button").click();
  await at.page.waitForURL("**/?gene=BRCA1");
});

test("the element reports what was chosen", async () => {
  await using at = await open(recipe("events", server.url), {}, INLINE);
  await at.page.getByRole("combobox").fill("brac1");
  await at.page.getByRole("option").filter({ hasText: "Mus musculus" }).click();
  expect(await at.page.locator("output").textContent()).toBe("Brca1: ENSMUSG00000017146");
});

test("the element can be styled", async () => {
  const head = '<link rel="stylesheet" href="site.css">';
  const css: SiteFile = ["text/css", recipe("style", server.url)];
  await using at = await open(head + recipe("element", server.url), { "/site.css": css });
  await at.page.getByRole("combobox").fill("brca2");
  await at.page.getByRole("option").waitFor();
  expect(await at.page.locator("gene-suggest .id").isVisible()).toBeFalse();
  const mark = at.page.locator("gene-suggest mark");
  const colour = await mark.evaluate((element) => getComputedStyle(element).color);
  expect(colour).toBe("rgb(102, 51, 153)");
});

test("the element gives a form the id of a gene that is set or chosen", async () => {
  await using at = await open(recipe("value", server.url));
  const field = at.page.getByRole("combobox", { name: "Gene" });
  await untilPasses(async () => expect(await field.inputValue()).toBe("BRCA2"));
  await field.fill("brca1");
  await at.page.getByRole("option").waitFor();
  await at.page.getByRole("button").click();
  await at.page.waitForURL("**/?gene=ENSG00000012048");
});

test("the element takes a list of genes", async () => {
  await using at = await open(recipe("list", server.url));
  const chips = at.page.getByRole("list", { name: "Chosen genes" }).getByRole("listitem");
  await untilPasses(async () => expect(await chips.count()).toBe(2));
  await at.page.getByRole("combobox", { name: "Genes" }).pressSequentially("brcc3,");
  await untilPasses(async () => expect(await chips.count()).toBe(3));
  await at.page.getByRole("button", { name: "Go" }).click();
  await at.page.waitForURL("**/?gene=BRCA1&gene=TP53&gene=BRCC3");
});

test("the element says and shows what the page wants", async () => {
  await using at = await open(recipe("texts", server.url), {}, INLINE);
  const field = at.page.getByRole("combobox", { name: "Gen" });
  await field.fill("brca2");
  const option = at.page.getByRole("option");
  await untilPasses(async () => expect(await option.locator("b").textContent()).toBe("BRCA2"));
  await field.fill("brcx");
  await at.page.getByText("Kein Gen gefunden").first().waitFor();
});

describe("jQuery UI", () => {
  const openIt = async () =>
    open(
      recipe("jquery-ui", server.url),
      {
        "/jquery.min.js": await fileOf("text/javascript", "jquery/dist/jquery.min.js"),
        "/jquery-ui.min.js": await fileOf("text/javascript", "jquery-ui/dist/jquery-ui.min.js"),
        "/jquery-ui.min.css": await fileOf(
          "text/css",
          "jquery-ui/dist/themes/base/jquery-ui.min.css",
        ),
      },
      `${INLINE}; img-src 'self' data:`,
    );

  test("completes names", async () => {
    await using at = await openIt();
    const field = at.page.getByLabel("Gene");
    await field.fill("brc");
    const items = at.page.locator(".ui-menu-item");
    await untilPasses(async () => expect(await items.allTextContents()).toEqual(BRC));
    await field.press("ArrowDown");
    await field.press("Enter");
    expect(await field.inputValue()).toBe("BRCA1");
  });

  test("shows names as text", async () => {
    await using at = await openIt();
    await at.page.getByLabel("Gene").fill("evil");
    const items = at.page.locator(".ui-menu-item");
    await untilPasses(async () => expect(await items.allTextContents()).toEqual([HOSTILE]));
    expect(await items.locator("img").count()).toBe(0);
  });
});

describe("a <datalist>", () => {
  test.each([
    ["brc", BRC],
    ["evil", [HOSTILE]],
  ])("holds the labels for %s", async (text, labels) => {
    await using at = await open(recipe("datalist", server.url), {}, INLINE);
    await at.page.getByLabel("Gene").fill(text);
    const options = at.page.locator("datalist option");
    await untilPasses(async () => expect(await options.allTextContents()).toEqual(labels));
    expect(await at.page.locator("datalist img").count()).toBe(0);
  });
});
