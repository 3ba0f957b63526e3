import { describe, expect, test } from "bun:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expectAccessible } from "../../support/browser/axe.ts";
import { useBrowser } from "../../support/browser/browser.ts";
import { serveBelow } from "../../support/browser/site.ts";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { catalogueOf } from "../../support/indexes/compiled.ts";
import { databaseOf } from "../../support/servers/database.ts";
import { serveLive } from "../../support/servers/live-server.ts";
import { startMariaDb } from "../../support/servers/mariadb.ts";
import { serveNothing, serveRows } from "../../support/servers/served.ts";
import { untilPasses } from "../../support/until.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];

const ROWS: Row[] = [
  ...GENES,
  [
    ...["homo_sapiens", "TP53", "ENSG00000141510", "17:7661779-7687538", "core"],
    ...[null, "p53", null, "P53OLD", "protein_coding"],
  ] as Row,
  ["homo_sapiens", "<b>xq&\"'", "<i>1</i>", "<u>:1-2", "core"],
];
const { server, open } = useBrowser(ROWS);

/** Opens the page of a server. At the end it is checked that it requested nothing from other hosts and violated no policy. */
async function openPage(target = "/", options: BrowserContextOptions = {}, url = server.url) {
  const opened = await open(url + target, options);
  const { page } = opened;
  const gene = page.locator("#gene input");
  const rows = page.locator("#suggestions li");
  return {
    ...opened,
    gene,
    rows,
    species: page.getByRole("combobox", { name: "Species" }),
    expectRows: async (labels: readonly string[]) => {
      await untilPasses(async () =>
        expect(await rows.locator(".label").allTextContents()).toEqual([...labels]),
      );
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      const others = opened.requested.filter((asked) => !asked.startsWith(url));
      expect({ others, wrong: opened.wrong }).toEqual({ others: [], wrong: [] });
    },
  };
}

const textOf = (page: Page, id: string) => page.locator(`#${id}`).textContent();

describe("the page", () => {
  test("shows suggestions during typing, with a link to Ensembl and the time taken", async () => {
    await using at = await openPage();
    await at.gene.pressSequentially("brc");
    await at.expectRows(BRC);
    expect(await textOf(at.page, "answer-title")).toBe("3 suggestions for “brc”");
    expect(await textOf(at.page, "took")).toMatch(/^\d+\.\d ms$/);
    const first = at.rows.first();
    expect(await first.locator("mark").textContent()).toBe("BRC");
    expect(await first.locator(".location .text").textContent()).toBe("17:43,044,295-43,170,245");
    const links = await first
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute("href")]));
    expect(links).toEqual([
      ["Ensembl", "https://www.ensembl.org/id/ENSG00000012048"],
      [
        "NCBI",
        "https://www.ncbi.nlm.nih.gov/gene/?term=BRCA1%5Bgene%5D+AND+%22Homo+sapiens%22%5Borgn%5D",
      ],
      ["UCSC", "https://genome.ucsc.edu/cgi-bin/hgTracks?db=hg38&position=BRCA1"],
    ]);
    expect(await at.page.locator("#gene .label").allTextContents()).toEqual(BRC);
    await at.page.keyboard.press("ArrowDown");
    await at.page.keyboard.press("Enter");
    expect(await at.rows.and(at.page.locator(".chosen")).locator(".label").textContent()).toBe(
      "BRCA1",
    );
    expect(new URL(at.page.url()).searchParams.get("query")).toBe("BRCA1");
  });

  test.each([
    ["p53", "TP53", "alias p53"],
    ["hlaa", "HLA-A", "other spelling"],
    ["brac1", "BRCA1", "similar"],
  ])("says why %s finds %s: %s", async (query, label, reason) => {
    await using at = await openPage(`/?query=${query}`);
    await at.expectRows([label]);
    expect(await at.rows.locator(".reason").textContent()).toBe(reason);
  });

  test("shows data as text, never as markup", async () => {
    await using at = await openPage(`/?query=${encodeURIComponent("<b>xq&")}`);
    await at.expectRows([ROWS.at(-1)![1]!]);
    expect(await at.rows.locator("b, i, u").count()).toBe(0);
    expect(await at.rows.locator(".id .text").textContent()).toBe("<i>1</i>");
    expect(await textOf(at.page, "answer-title")).toBe("1 suggestion for “<b>xq&”");
  });

  test("shows the request as a shell command, which gives the same answer", async () => {
    const options = { permissions: ["clipboard-read", "clipboard-write"] };
    await using at = await openPage("/", options);
    await at.gene.pressSequentially("a'b; $x brca2");
    await untilPasses(async () => expect(await textOf(at.page, "call")).toContain("brca2"));
    await at.gene.fill("hla'a");
    await at.expectRows(["HLA-A"]);
    await at.page.getByRole("button", { name: "Copy", exact: true }).first().click();
    await at.page.getByText("Copied").waitFor();
    const line = await at.page.evaluate(() => navigator.clipboard.readText());
    expect(line).toStartWith(`curl '${server.url}/v1/suggest?`);
    const shell = Bun.spawn(["bash", "-c", line.replace("curl", "printf %s")], { stdout: "pipe" });
    const answer = await fetch(await new Response(shell.stdout).text());
    expect(await answer.json()).toMatchObject({
      query: "hla'a",
      suggestions: [{ label: "HLA-A" }],
    });
  });

  test("shows the markup that embeds the element for the current species", async () => {
    await using at = await openPage("/?species=mouse");
    await untilPasses(async () => expect(await textOf(at.page, "embed")).toContain("mus_musculus"));
    const lines = await textOf(at.page, "embed");
    expect(lines).toContain(`<script type="module" src="${server.url}/gene-suggest.js"></script>`);
    expect(lines).toContain('<gene-suggest species="mus_musculus"');
  });

  test("shows the markup that finds the same, as widely and as many", async () => {
    await using at = await openPage("/?query=brac1");
    await at.expectRows(["BRCA1"]);
    const attributes = 'species="homo_sapiens" match="fuzzy" limit="8" name="gene"';
    expect(await textOf(at.page, "embed")).toContain(`<gene-suggest ${attributes}></gene-suggest>`);
    await at.page.getByLabel("beginnings").check();
    expect(await textOf(at.page, "embed")).toContain('match="prefix"');
  });

  test("marks what matched in an alias", async () => {
    await using at = await openPage("/?query=p5");
    await at.gene.fill("p53");
    await at.expectRows(["TP53"]);
    expect(await at.rows.locator(".reason mark").textContent()).toBe("p53");
    expect(await at.page.locator("#gene .reason mark").textContent()).toBe("p53");
  });

  test("says what a gene is, and that a symbol is a former one", async () => {
    await using at = await openPage("/?query=p5");
    await at.gene.fill("p53old");
    await at.expectRows(["TP53"]);
    for (const where of [at.rows, at.page.locator("#gene").getByRole("option")]) {
      expect(await where.locator(".biotype").textContent()).toBe("protein coding");
      expect(await where.locator(".reason").textContent()).toBe("formerly P53OLD");
    }
  });

  test("copies ids and locations", async () => {
    const options = { permissions: ["clipboard-read", "clipboard-write"] };
    await using at = await openPage("/?query=brca2", options);
    await at.expectRows(["BRCA2"]);
    const copied = () => at.page.evaluate(() => navigator.clipboard.readText());
    for (const text of ["ENSG00000139618", "13:32,315,086-32,400,268"]) {
      await at.page.getByRole("button", { name: text }).click();
      await untilPasses(async () => expect(await copied()).toBe(text));
    }
  });

  test("shows all genes of a label, and hides them", async () => {
    await using at = await openPage("/?species=danio_rerio&query=pcnp");
    await at.expectRows(["PCNP", "pcnp"]);
    const button = at.rows.first().getByRole("button", { name: "2 genes" });
    expect(await button.getAttribute("aria-expanded")).toBe("false");
    await button.click();
    const ids = at.rows.locator(".all .id .text");
    await untilPasses(async () =>
      expect(await ids.allTextContents()).toEqual(["ENSDARG00000110017", "ENSDARG00000110018"]),
    );
    await button.click();
    expect(await ids.first().isVisible()).toBeFalse();
    expect(await button.getAttribute("aria-expanded")).toBe("false");
  });

  test("looks up a pasted list of names, and saves the table", async () => {
    await using at = await openPage();
    await at.page.getByText("genes of 5 species").waitFor();
    await at.page
      .getByLabel("Names, former names or ids")
      .fill("brca1, p53\nHLA-B;ENSG00000139618");
    await at.page.getByRole("button", { name: "Look up" }).click();
    await at.page.getByText("3 of 4 found, 1 not").waitFor();
    const unknown = at.page.locator("tr.unknown td");
    expect((await unknown.allTextContents()).slice(0, 2)).toEqual([
      "HLA-B",
      "not found; perhaps HLA-A",
    ]);
    const saving = at.page.waitForEvent("download");
    await at.page.getByRole("button", { name: "Download" }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe("genes.tsv");
    expect((await Bun.file((await saved.path())!).text()).split("\n")).toEqual([
      "name\tlabel\tstable_id\tlocation\tfound_by",
      "brca1\tBRCA1\tENSG00000012048\t17:43044295-43170245\tlabel",
      "p53\tTP53\tENSG00000141510\t17:7661779-7687538\talias",
      "HLA-B\t\t\t\t",
      "ENSG00000139618\tBRCA2\tENSG00000139618\t13:32315086-32400268\tid",
      "",
    ]);
  });

  test("goes to the field by a slash, wherever nothing is typed", async () => {
    await using at = await openPage("/?query=brca2");
    await at.expectRows(["BRCA2"]);
    await at.page.getByRole("button", { name: "Dark" }).focus();
    await at.page.keyboard.press("/");
    await at.page.keyboard.type("tp53/");
    expect(await at.gene.inputValue()).toBe("tp53/");
  });

  test("says where the genes come from", async () => {
    await using at = await openPage();
    const index = await server.json<{ source: string; generation: string }>("/v1/index");
    const provenance = () => textOf(at.page, "provenance");
    expect(index.source).toBe("file:genes.tsv");
    await untilPasses(async () => expect(await provenance()).toContain("the file genes.tsv"));
    expect(await provenance()).toContain(index.generation.slice(0, 12));
    expect(await provenance()).toContain("2024-05-06 07:08 UTC");
  });

  test("runs its examples", async () => {
    await using at = await openPage();
    await at.page.getByRole("button", { name: "p53", exact: true }).click();
    await at.expectRows(["TP53"]);
    expect(await at.gene.inputValue()).toBe("p53");
  });

  test("searches as widely as its match setting says", async () => {
    await using at = await openPage("/?query=rca1");
    await at.expectRows(["BRCA1"]);
    await at.page.getByLabel("beginnings").check();
    await at.expectRows([]);
    expect(await textOf(at.page, "answer-title")).toBe("No gene for “rca1”");
    await at.page.getByLabel("parts of names").check();
    await at.expectRows(["BRCA1"]);
    expect(new URL(at.page.url()).searchParams.get("match")).toBe("infix");
  });

  test("works below a path that a proxy adds", async () => {
    await using proxy = serveBelow("/genes/", server.url);
    await using at = await openPage("?query=brc", {}, proxy.url);
    await at.expectRows(BRC);
    expect(await textOf(at.page, "call")).toContain(`${proxy.url}v1/suggest?`);
    expect(await textOf(at.page, "embed")).toContain(`${proxy.url}gene-suggest.js`);
  });

  test("is dark if the system is, or if that is chosen", async () => {
    await using at = await openPage("/", { colorScheme: "dark" });
    const paper = () => at.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    const button = at.page.getByRole("button", { name: "Dark" });
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    await button.click();
    const light = await paper();
    expect(light).not.toBe(dark);
    await at.page.reload();
    expect(await paper()).toBe(light);
  });
});

describe("a URL", () => {
  test("restores species, query and match", async () => {
    await using at = await openPage("/?species=Mus+musculus&query=rca&match=infix");
    await at.expectRows(["Brca1"]);
    expect(await at.species.inputValue()).toBe("Mus musculus");
    expect(await at.gene.inputValue()).toBe("rca");
    expect(await at.page.getByRole("radio", { name: "parts of names" }).isChecked()).toBeTrue();
    expect(new URL(at.page.url()).search).toBe("?species=mus_musculus&query=rca&match=infix");
  });

  test("may have several species", async () => {
    await using at = await openPage("/?species=human,mouse&query=brca1");
    await at.expectRows(["BRCA1", "Brca1"]);
    const species = at.rows.locator(".species");
    expect(await species.allTextContents()).toEqual(["Homo sapiens", "Mus musculus"]);
  });

  test("that names an unknown species shows an error with similar names", async () => {
    await using at = await openPage("/?species=homo_sapien&query=brc");
    await untilPasses(async () =>
      expect(await textOf(at.page, "answer-title")).toContain('no species "homo_sapien"'),
    );
    const call = await textOf(at.page, "call");
    expect(call).toContain(`${server.url}/v1/suggest?species=homo_sapien&query=brc`);
    await at.page.getByRole("button", { name: "Homo sapiens" }).click();
    await at.expectRows(BRC);
  });

  test("that names an unknown species alone offers similar ones", async () => {
    await using at = await openPage("/?species=homo_sapien");
    await at.page.getByText("There is no species “homo_sapien”").waitFor();
    await at.page.getByRole("button", { name: "Homo sapiens" }).click();
    expect(await at.species.inputValue()).toBe("Homo sapiens");
  });
});

describe("the chooser of species", () => {
  test("filters by parts of words, using only the keyboard", async () => {
    await using at = await openPage("/?query=t");
    await untilPasses(async () => expect(await at.species.inputValue()).toBe("Homo sapiens"));
    await at.page.getByText("genes of 5 species").waitFor();
    await at.species.focus();
    await at.page.keyboard.type("musc m");
    const options = at.page.locator("#species-list").getByRole("option");
    await untilPasses(async () =>
      expect(await options.locator(".name").allTextContents()).toEqual(["Mus musculus"]),
    );
    await at.page.keyboard.press("ArrowDown");
    await at.page.keyboard.press("Enter");
    await at.expectRows(["T"]);
    expect(new URL(at.page.url()).searchParams.get("species")).toBe("mus_musculus");
  });

  test.each([
    ["human", "Homo sapiens"],
    ["10090", "Mus musculus"],
    ["dmelanogaster", "Drosophila melanogaster"],
    ["homo sapeins", "Homo sapiens"],
  ])("finds %s as %s", async (text, name) => {
    await using at = await openPage("/?species=danio_rerio");
    await at.page.getByText("genes of 5 species").waitFor();
    await at.species.fill(text);
    const option = at.page.locator("#species-list").getByRole("option", { name });
    await option.click();
    expect(await at.species.inputValue()).toBe(name);
  });

  test("shows what people call a species, and finds it by that", async () => {
    await using at = await openPage();
    await at.page.getByText("genes of 5 species").waitFor();
    await at.species.click();
    const options = at.page.locator("#species-list").getByRole("option");
    const common = options.locator(".common");
    await untilPasses(async () => expect(await common.allTextContents()).toContain("zebrafish"));
    expect(await at.species.evaluate((input: HTMLInputElement) => input.selectionEnd)).toBe(12);
    await at.page.keyboard.type("zebraf");
    await untilPasses(async () => expect(await options.count()).toBe(1));
    expect(await options.locator(".name").textContent()).toBe("Danio rerio");
  });

  test("restores the current species if nothing is chosen", async () => {
    await using at = await openPage();
    await at.page.getByText("genes of 5 species").waitFor();
    await at.species.fill("no such");
    await at.page.getByText("No such species").waitFor();
    await at.page.keyboard.press("Tab");
    expect(await at.species.inputValue()).toBe("Homo sapiens");
  });

  test("chooses nothing from the list for an older text, and opens none after Escape", async () => {
    await using at = await openPage("/?species=danio_rerio");
    await at.page.getByText("genes of 5 species").waitFor();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await at.page.route(/v1\/suggest\?species=(9606|10090)/, async (route) => {
      await answered;
      // A request that was cancelled meanwhile cannot be continued.
      await route.continue().catch(() => {});
    });
    const options = at.page.locator("#species-list").getByRole("option");
    await at.species.fill("mus");
    await options.first().waitFor();
    await at.species.fill("9606");
    await at.page.keyboard.press("Enter");
    expect(await at.species.inputValue()).toBe("9606");
    await at.species.fill("10090");
    await at.page.waitForRequest(/10090/);
    await at.page.keyboard.press("Escape");
    answer();
    await at.page.evaluate(() => fetch("v1/species").then((response) => response.text()));
    expect(await options.count()).toBe(0);
    await at.page.keyboard.press("Tab");
    expect(await at.species.inputValue()).toBe("Danio rerio");
  });

  test("can hold 400 species", async () => {
    const names = Array.from({ length: 400 }, (_, i) => `genus${i % 20}_species${i}`);
    await using many = serveRows(names.map((name): Row => [name, "ABC1", null, null, null]));
    await using at = await openPage("/", {}, many.url);
    await at.page.getByText("genes of 400 species").waitFor();
    // The first species, because the default one does not exist.
    expect(await at.species.inputValue()).toBe("Genus0 species0");
    await at.species.click();
    const options = at.page.locator("#species-list").getByRole("option");
    await untilPasses(async () => expect(await options.count()).toBe(400));
    await at.species.fill("species399");
    await untilPasses(async () => expect(await options.count()).toBe(1));
    await options.first().click();
    await at.gene.fill("abc");
    await at.expectRows(["ABC1"]);
    expect(new URL(at.page.url()).searchParams.get("species")).toBe("genus19_species399");
  });
});

describe("a server", () => {
  test("without an index has a page that waits for one", async () => {
    await using empty = serveNothing();
    await using at = await openPage("/?query=brc", {}, empty.url);
    await at.page.getByText("The server is not ready: no index yet").waitFor();
    empty.state.serve(catalogueOf(GENES));
    await at.expectRows(BRC);
    expect(await at.page.getByRole("alert").count()).toBe(0);
  });

  test("that is gone is not said to wait for names", async () => {
    await using at = await openPage();
    await at.page.getByText("genes of 5 species").waitFor();
    await at.page.route("**/v1/suggest?*", (route) => route.abort());
    await at.gene.fill("brc");
    await at.page.getByText("The page asks again by itself.").waitFor();
    expect(await textOf(at.page, "answer-title")).toBe("The server cannot be reached");
    await at.page.unrouteAll();
    await at.expectRows(BRC);
  });

  test("that switches to another index during typing is shown as it is now", async () => {
    await using changing = serveRows();
    await using at = await openPage("/", {}, changing.url);
    await at.page.getByText("genes of 5 species").waitFor();
    await at.gene.fill("brc");
    await at.expectRows(BRC);
    changing.state.serve(
      catalogueOf([["homo_sapiens", "BRCX", "ENSG00000000001", "1:1-2", "core"]]),
    );
    await at.gene.fill("brcx");
    await at.expectRows(["BRCX"]);
    await at.page.getByText("1 gene of 1 species, under 1 name.").waitFor();
  });
});

test("a server that asks a database for each request has the same page, with the values of match that it supports", async () => {
  await using db = await startMariaDb();
  const ascii = GENES.filter(([, label]) => /^[\x20-\x7e]*$/.test(label!));
  await using live = await serveLive((await databaseOf(db, ascii)).url);
  await using at = await openPage("/?species=human&query=brc", {}, live.url);
  await at.expectRows(BRC);
  await at.page.getByText("asked of the database").waitFor();
  expect(await at.page.getByRole("group", { name: "Find" }).isVisible()).toBeFalse();
});

describe.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 320],
  ["dark", 320],
] as const)("in %s, %d pixels wide,", (colorScheme, width) => {
  const options: BrowserContextOptions = { colorScheme, viewport: { width, height: 700 } };

  test("axe finds no problems, and nothing overflows the page", async () => {
    await using opened = await open(`${server.url}/`, { ...options, bypassCSP: true });
    const { page } = opened;
    await page.getByText("genes of 5 species").waitFor();
    await expectAccessible(page);
    await page.locator("#gene input").pressSequentially("hla");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await expectAccessible(page);
    const widthOf = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await widthOf()).toBe(width);
    await page.keyboard.press("Escape");
    await expectAccessible(page);
    await page.getByRole("combobox", { name: "Species" }).click();
    await page.getByRole("option").first().waitFor();
    await expectAccessible(page);
    expect(await widthOf()).toBe(width);
  });
});
