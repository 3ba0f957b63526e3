import { describe, expect, test } from "bun:test";
import { Log } from "../../../src/log.ts";
import { type RunningServer, startServer } from "../../../src/server/server.ts";
import { useBrowser } from "../../support/browser/browser.ts";
import { ELEMENT, type ElementPage } from "../../support/browser/element-page.ts";
import { GENES } from "../../support/data/genes.ts";
import { catalogueOf } from "../../support/indexes/compiled.ts";
import { serveNothing, serveRows } from "../../support/servers/served.ts";
import { untilPasses } from "../../support/until.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];
const NO_ANSWER = "No suggestions at the moment";

const { openElement } = useBrowser();

/** Holds requests back by query; each is released by its function. */
async function hold(
  { page }: ElementPage,
  queries: readonly string[],
): Promise<Map<string, () => void>> {
  const gates = new Map(queries.map((query) => [query, Promise.withResolvers<void>()]));
  await page.route(/\/v1\/suggest/, async (route) => {
    const query = new URL(route.request().url()).searchParams.get("query")!;
    await gates.get(query)?.promise;
    // A request that was cancelled in the meantime cannot be answered.
    await route.continue().catch(() => {});
  });
  return new Map(Array.from(gates, ([query, { resolve }]) => [query, () => resolve()]));
}

const said = (at: ElementPage, text: string) => at.element.getByRole("status").getByText(text);

describe("a slow network", () => {
  test("keeps showing the old suggestions until the answer comes, and cancels outdated requests", async () => {
    await using server = serveRows();
    await using at = await openElement(ELEMENT, {}, server.url);
    await at.type("brc", BRC);
    const gates = await hold(at, ["brca", "brca2"]);
    const cancelled: string[] = [];
    at.page.on("requestfailed", (request) => cancelled.push(new URL(request.url()).search));
    await at.input.press("a");
    await untilPasses(async () => expect(at.queries()).toContain("brca"));
    expect(await at.labels()).toEqual(BRC);
    await at.input.press("2");
    await untilPasses(async () => expect(at.queries()).toContain("brca2"));
    await untilPasses(async () => expect(cancelled).toEqual(["?species=homo_sapiens&query=brca"]));
    gates.get("brca2")!();
    await at.expectLabels(["BRCA2"]);
    gates.get("brca")!();
    // After another request and answer, any effect of the outdated one would be visible.
    await at.input.press("Backspace");
    await at.expectLabels(["BRCA1", "BRCA2"]);
  });

  test("whose answer comes after the field lost focus opens no list", async () => {
    await using server = serveRows();
    await using at = await openElement(`${ELEMENT}<input aria-label="Next">`, {}, server.url);
    const gates = await hold(at, ["brc"]);
    await at.input.fill("brc");
    await untilPasses(async () => expect(at.queries()).toEqual(["brc"]));
    await at.page.getByLabel("Next").focus();
    gates.get("brc")!();
    await at.input.focus();
    await at.input.press("a");
    await at.expectLabels(["BRCA1", "BRCA2"]);
    expect(at.queries()).toEqual(["brc", "brca"]);
  });

  test("never shows the answer to another text, whatever the order of answers", async () => {
    await using server = serveRows();
    await using at = await openElement(ELEMENT, {}, server.url);
    // A network that ignores cancellation.
    await at.page.evaluate(() => {
      const send = window.fetch;
      const heedless = (url: URL, init: RequestInit) => send(url, { ...init, signal: null });
      Object.assign(window, { fetch: heedless });
    });
    const gates = await hold(at, ["brca1", "brca"]);
    await at.input.fill("brca1");
    await untilPasses(async () => expect(at.queries()).toContain("brca1"));
    await at.input.press("Backspace");
    await untilPasses(async () => expect(at.queries().at(-1)).toBe("brca"));
    const old = at.page.waitForResponse(/query=brca1/);
    gates.get("brca")!();
    await at.expectLabels(["BRCA1", "BRCA2"]);
    gates.get("brca1")!();
    await (await old).finished();
    await at.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    expect(await at.labels()).toEqual(["BRCA1", "BRCA2"]);
  });
});

describe("a server that", () => {
  test("goes away and comes back is asked again by itself", async () => {
    await using first = serveRows();
    const options = {
      bind: "127.0.0.1",
      state: first.state,
      log: new Log("off"),
      accessLog: false,
    };
    let server: RunningServer = startServer({ ...options, port: 0 });
    await using at = await openElement(ELEMENT, {}, server.url);
    await at.type("brc", BRC);
    await server.stop();
    await at.input.press("a");
    await said(at, NO_ANSWER).waitFor({ state: "attached" });
    expect(await at.element.evaluate((element) => element.matches(":state(error)"))).toBeTrue();
    expect(await at.options.first().isVisible()).toBeFalse();
    server = startServer({ ...options, port: Number(new URL(server.url).port) });
    await at.expectLabels(["BRCA1", "BRCA2"]);
    expect(await at.element.evaluate((element) => element.matches(":state(error)"))).toBeFalse();
    await server.stop();
  });

  test("has no index yet is asked again by itself", async () => {
    await using server = serveNothing();
    await using at = await openElement(ELEMENT, {}, server.url);
    await at.input.fill("brc");
    await said(at, NO_ANSWER).waitFor({ state: "attached" });
    server.state.serve(catalogueOf(GENES));
    await at.expectLabels(BRC);
  });

  test("does not know the species is not asked again, and the element says so", async () => {
    await using server = serveRows();
    const markup = '<gene-suggest species="homo_sapien" aria-label="Gene"></gene-suggest>';
    await using at = await openElement(markup, {}, server.url);
    await at.input.fill("brc");
    await at.element.getByText('there is no species "homo_sapien"').first().waitFor();
    expect(at.queries()).toEqual(["brc"]);
  });

  test("switches to another index during typing", async () => {
    await using server = serveRows();
    await using at = await openElement(ELEMENT, {}, server.url);
    await at.type("brc", BRC);
    server.state.serve(
      catalogueOf([...GENES, ["homo_sapiens", "BRCA99", "ENSG00000000099", "1:1-2", "core"]]),
    );
    await at.input.press("a");
    await at.expectLabels(["BRCA1", "BRCA2", "BRCA99"]);
    server.state.serve(catalogueOf(GENES));
    await at.input.press("2");
    await at.expectLabels(["BRCA2"]);
  });
});

test("an answer is painted at most two frames after it arrives", async () => {
  await using server = serveRows();
  await using at = await openElement(ELEMENT, {}, server.url);
  await at.page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    const list = document.querySelector("gene-suggest")!.shadowRoot!.querySelector("ul")!;
    const read = Response.prototype.json;
    // Counts frames from when the answer is read until the list is visible.
    Response.prototype.json = async function () {
      const answer = await read.call(this);
      const wanted = answer.suggestions.map(({ label }: { label: string }) => label).join();
      let count = 0;
      const look = () => {
        count++;
        const shown = Array.from(list.querySelectorAll(".label"), (label) => label.textContent);
        if (list.checkVisibility() && shown.join() === wanted) frames.push(count);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
      return answer;
    };
  });
  for (const letter of "brca1") {
    const asked = at.queries().length;
    await at.input.press(letter);
    await untilPasses(async () => {
      expect(at.queries().length).toBeGreaterThan(asked);
      const seen = await at.page.evaluate(() => (window as unknown as { frames: number[] }).frames);
      // Fewer than three letters find nothing, and there is no list.
      if (at.queries().at(-1)!.length > 2)
        expect(seen.length).toBe(at.queries().at(-1)!.length - 2);
    });
  }
  const frames = await at.page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  expect(frames.length).toBe(3);
  expect(Math.max(...frames)).toBeLessThanOrEqual(2);
});
