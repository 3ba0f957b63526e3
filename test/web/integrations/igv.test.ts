import { describe, expect, test } from "bun:test";
import { useBrowser } from "../../support/browser/browser.ts";
import { recipe } from "../../support/browser/recipes.ts";
import { pageWith, type Site, serveSite } from "../../support/browser/site.ts";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { untilPasses } from "../../support/until.ts";

const H = "homo_sapiens";
const CHROMOSOMES = ["1", "6", "7", "13", "17", "X"];

const { server, open } = useBrowser([
  ...GENES,
  [H, "R&D1", "ENSG00000000001", "1:1000001-1010000", "core"],
  [H, "SP+1", "ENSG00000000002", "6:2000001-2010000", "core"],
  [H, "ABC#1", "ENSG00000000003", "7:3000001-3010000", "core"],
  [H, "ABC#2", "ENSG00000000004", "7:4000001-4010000", "core"],
  [H, "50%A=B", "ENSG00000000005", "X:5000001-5010000", "core"],
  [H, "LOST", "ENSG00000000006", null, "core"],
  [H, "LOST2", "ENSG00000000007", "13:6000001-6010000", "core"],
] as Row[]);
/** A site with the recipe, and a genome of chromosomes without a sequence. */
async function siteOf(html: string): Promise<Site> {
  const page = html
    .replace('genome: "hg38"', "reference: GENOME, loadDefaultGenomes: false")
    .replace("await igv", "window.igvBrowser = await igv")
    .replace(
      '<script type="module">',
      `<script type="module">const GENOME = { id: "test", fastaURL: "genome.fa", indexURL: "genome.fa.fai" };`,
    );
  const index = CHROMOSOMES.map((name) => [name, 200_000_000, 10, 100, 101].join("\t")).join("\n");
  const igv = await Bun.file(Bun.resolveSync("igv/dist/igv.min.js", import.meta.dir)).text();
  return serveSite(
    server.url,
    {
      "/": pageWith(page),
      "/igv.min.js": ["text/javascript", igv],
      "/genome.fa": ["text/plain", ">1\n"],
      "/genome.fa.fai": ["text/plain", index],
    },
    // igv.js writes styles into its markup.
    "default-src * data: blob: 'unsafe-inline'",
  );
}

/** The middle of the region that igv.js shows after a search for a name. */
async function placeOf(html: string, name: string): Promise<string> {
  await using site = await siteOf(html);
  await using opened = await open(site.url);
  const { page } = opened;
  // Its field exists before it is ready.
  await untilPasses(async () => {
    expect(await page.evaluate(() => "igvBrowser" in window)).toBeTrue();
  });
  const input = page.getByPlaceholder("Locus Search");
  await input.fill(name);
  await input.press("Enter");
  type Igv = { igvBrowser: { referenceFrameList: { chr: string; start: number; end: number }[] } };
  const frames = () =>
    page.evaluate(() =>
      (window as unknown as Igv).igvBrowser.referenceFrameList.map(({ chr, start, end }) => ({
        chr,
        middle: Math.round((start + end) / 2),
      })),
    );
  let place = "";
  await untilPasses(async () => {
    const all = await frames();
    expect(all[0]!.chr).not.toBe("all");
    place = all.map(({ chr, middle }) => `${chr}:${middle}`).join(" ");
  });
  return place;
}

describe("igv.js with nothing but its search set", () => {
  test.each([
    ["BRCA2", "13:32357677"],
    ["brca1", "17:43107270"],
    ["R&D1", "1:1005000"],
    ["SP+1", "6:2005000"],
    ["50%A=B", "X:5005000"],
    ["ABC#1", "7:3005000"],
    // The first match has no location.
    ["LOST", "13:6005000"],
    ["ENSG00000139618", "13:32357677"],
  ])("goes to %s", async (name, place) => {
    expect(await placeOf(recipe("igv", server.url), name)).toBe(place);
  });

  test("distinguishes names that differ only after a #, if the recipe that encodes names is used", async () => {
    const encoded = recipe("igv-encoded", server.url);
    const html = recipe("igv", server.url).replace(/ +url: .*\n/, encoded);
    expect(html).toContain("encodeURIComponent");
    expect(await placeOf(html, "ABC#2")).toBe("7:4005000");
    expect(await placeOf(html, "R&D1")).toBe("1:1005000");
  });
});
