import { describe, expect, test } from "bun:test";
import type { GeneSuggestElement } from "../../../src/web/element/gene-suggest.ts";
import { expectAccessible } from "../../support/browser/axe.ts";
import { useBrowser } from "../../support/browser/browser.ts";
import { ELEMENT, type ElementPage } from "../../support/browser/element-page.ts";
import { pageWith, type SiteFile, serveBelow, serveSite } from "../../support/browser/site.ts";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { serveRows } from "../../support/servers/served.ts";
import { untilPasses } from "../../support/until.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];

/** Texts that would become markup, or end an attribute, if they were not treated as plain text. */
const HOSTILE = [
  "ev<img src=x onerror=alert(1)>",
  'ev" onclick="alert(1)',
  "ev' & <b>bold</b> &amp;",
];
const HOSTILE_ROWS: Row[] = HOSTILE.map((label, i) => [
  "homo_sapiens",
  label,
  `<i>id${i}</i>`,
  "<script>alert(1)</script>",
  "core",
  null,
  `alias <u>${i}</u>`,
]);

const { server, open, openElement } = useBrowser([...GENES, ...HOSTILE_ROWS]);
const askedOf = ({ requested }: ElementPage) =>
  requested.filter((url) => url.includes("/v1/suggest")).map((url) => new URL(url));

describe("attributes", () => {
  test("determine the request", async () => {
    const attributes =
      'species="Mus musculus" match="infix" limit="2" minimum="3" placeholder="Gene…"';
    await using at = await openElement(
      `<gene-suggest ${attributes} aria-label="Gene"></gene-suggest>`,
    );
    expect(await at.input.getAttribute("placeholder")).toBe("Gene…");
    await at.input.fill("rc");
    await at.input.press("a");
    await at.expectLabels(["Brca1"]);
    expect(askedOf(at).map(({ search }) => search)).toEqual([
      "?species=Mus+musculus&query=rca&match=infix&limit=2",
    ]);
  });

  test("take effect when they change, and the old list disappears", async () => {
    await using at = await openElement();
    await at.type("brca1", ["BRCA1"]);
    await at.element.evaluate((element: GeneSuggestElement) => {
      element.species = "mus_musculus";
    });
    expect(await at.options.first().isVisible()).toBeFalse();
    await at.input.press("ArrowDown");
    await at.expectLabels(["Brca1"]);
    await at.element.evaluate((element) => element.setAttribute("limit", "1"));
    await at.input.fill("b");
    await at.input.fill("brc");
    await at.expectLabels(["Brca1"]);
    expect(askedOf(at).at(-1)!.searchParams.get("limit")).toBe("1");
  });

  test("can set the endpoint of another server", async () => {
    await using other = serveRows([["homo_sapiens", "OTHER1", "ENSG00000000001", "1:1-2", "core"]]);
    const endpoint = `endpoint="${server.url}/v1/suggest"`;
    const markup = ELEMENT.replace("<gene-suggest", `<gene-suggest ${endpoint}`);
    const script = `<script type="module" src="${other.url}/gene-suggest.js"></script>`;
    const policy = `default-src 'none'; script-src ${other.url}; connect-src ${server.url}`;
    await using site = serveSite(other.url, { "/": pageWith(markup, script) }, policy);
    await using opened = await open(site.url);
    await opened.page.locator("gene-suggest input").fill("brca2");
    await opened.page.getByRole("option").first().waitFor();
    expect(opened.requested.at(-1)).toStartWith(`${server.url}/v1/suggest?`);
    expect(opened.wrong).toEqual([]);
  });
});

describe("the element", () => {
  test("finds its server below a path that a proxy adds", async () => {
    await using proxy = serveBelow("/genes/", server.url);
    await using at = await openElement(ELEMENT, {}, proxy.url.replace(/\/$/, ""));
    await at.type("brc", BRC);
    expect(askedOf(at).at(-1)!.href).toStartWith(`${proxy.url}v1/suggest?`);
  });

  test("requests nothing but its script and suggestions", async () => {
    await using at = await openElement();
    await at.type("brc", BRC);
    const [page, script, ...asked] = at.requested;
    expect(new URL(page!).pathname).toBe("/");
    expect(script).toBe(`${server.url}/gene-suggest.js`);
    for (const url of asked) expect(url).toMatch(/\/v1\/(suggest\?|index$)|\/favicon\.ico$/);
  });

  test("takes over properties that a page has set before its script was loaded", async () => {
    const markup = '<gene-suggest id="gene" aria-label="Gene"></gene-suggest>';
    const early: SiteFile = [
      "text/javascript",
      'Object.assign(document.querySelector("gene-suggest"), { species: "mus_musculus", value: "brc", required: true });',
    ];
    const script = `<script type="module" src="${server.url}/gene-suggest.js"></script>`;
    const page = pageWith(`${markup}<script src="early.js"></script>${script}`);
    await using site = serveSite(server.url, { "/": page, "/early.js": early });
    await using opened = await open(site.url);
    const field = opened.page.getByRole("combobox");
    await untilPasses(async () => expect(await field.inputValue()).toBe("brc"));
    await field.press("ArrowDown");
    await opened.page.getByRole("option", { name: "Brca1" }).waitFor();
    await field.fill("");
    const isValid = await opened.page
      .locator("gene-suggest")
      .evaluate((element: GeneSuggestElement) => element.checkValidity());
    expect(isValid).toBeFalse();
  });

  test("may be loaded twice, and used several times in a page", async () => {
    const script = `<script type="module" src="${server.url}/gene-suggest.js?again"></script>`;
    await using at = await openElement(
      `${script}${ELEMENT}${ELEMENT.replaceAll('"gene"', '"other"')}`,
    );
    const inputs = at.page.locator("gene-suggest input");
    await inputs.nth(1).fill("brca2");
    await at.expectLabels(["BRCA2"]);
    expect(await at.page.getByRole("listbox").count()).toBe(1);
  });

  test("shows labels, ids, locations and aliases as plain text", async () => {
    await using at = await openElement();
    await at.input.fill("ev");
    await at.input.fill("ev<img");
    await at.expectLabels([HOSTILE[0]!]);
    await at.input.fill('ev" on');
    await at.expectLabels([HOSTILE[1]!]);
    await at.input.fill("ev' & <b");
    await at.expectLabels([HOSTILE[2]!]);
    expect(await at.options.first().locator(".id").textContent()).toBe("<i>id2</i>");
    expect(await at.options.first().locator(".location").textContent()).toBe(
      "<script>alert(1)</script>",
    );
    await at.input.fill("alias <u>2");
    await untilPasses(async () => {
      const reason = at.options.first().locator(".reason");
      expect(await reason.textContent({ timeout: 1000 })).toBe("alias alias <u>2</u>");
    });
    const list = at.element.getByRole("listbox");
    expect(await list.locator("img, b, i, u, script, [onclick]").count()).toBe(0);
    await at.options.first().click();
    expect(await at.input.inputValue()).toBe(HOSTILE[2]!);
  });

  test("can be styled from outside by custom properties and parts", async () => {
    const style = [
      "text/css",
      "gene-suggest { --gene-suggest-radius: 3px } gene-suggest::part(label) { color: rgb(1, 2, 3) }",
    ] as const;
    const head = `<script type="module" src="${server.url}/gene-suggest.js"></script><link rel="stylesheet" href="site.css">`;
    const files = { "/": pageWith(ELEMENT, head), "/site.css": style };
    await using site = serveSite(server.url, files);
    await using opened = await open(site.url);
    const input = opened.page.locator("gene-suggest input");
    await input.fill("brca2");
    await opened.page.getByRole("option").first().waitFor();
    const label = opened.page.locator("gene-suggest .label");
    expect(await label.evaluate((span) => getComputedStyle(span).color)).toBe("rgb(1, 2, 3)");
    expect(await input.evaluate((field) => getComputedStyle(field).borderRadius)).toBe("3px");
    expect(opened.wrong).toEqual([]);
  });

  test.each(["light", "dark"] as const)(
    "has nothing that axe finds, in %s",
    async (colorScheme) => {
      const style = ["text/css", ":root { color-scheme: light dark }"] as const;
      const head = `<script type="module" src="${server.url}/gene-suggest.js"></script><link rel="stylesheet" href="site.css">`;
      const files = { "/": pageWith(`<h1>Genes</h1>${ELEMENT}`, head), "/site.css": style };
      await using site = serveSite(server.url, files);
      await using opened = await open(site.url, { bypassCSP: true, colorScheme });
      const { page } = opened;
      await expectAccessible(page);
      await page.locator("gene-suggest input").fill("hlaa");
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("ArrowDown");
      await expectAccessible(page);
      await page.keyboard.type("xyz");
      await page.getByText("No gene found").first().waitFor();
      await expectAccessible(page);
      await page.locator("gene-suggest").evaluate((element: GeneSuggestElement) => {
        element.multiple = true;
        element.values = ["BRCA1", "nonsense"];
      });
      await page.locator(".chip.unknown").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("ArrowLeft");
      await expectAccessible(page);
    },
  );
});

test("these tests notice violations of a content security policy", async () => {
  await using site = serveSite(server.url, { "/": pageWith('<p style="color: red">inline</p>') });
  await using opened = await open(site.url);
  await untilPasses(async () => expect(opened.wrong).toHaveLength(1));
});
