import { describe, expect, test } from "bun:test";
import { GENES } from "../../support/data/genes.ts";
import { catalogueOf } from "../../support/indexes/compiled.ts";
import { serveRows } from "../../support/servers/served.ts";
import { untilPasses } from "../../support/until.ts";
import { ELEMENT, type EngineTests, type Guest } from "./guest.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];
const NOT_NOW = "No suggestions at the moment";

/** Answers questions for suggestions in the server's place. */
function answer({ gate }: Guest, make: () => Response): void {
  gate.intercept = ({ pathname }) => (pathname === "/v1/suggest" ? make() : undefined);
}

const withAttributes = (attributes: string) =>
  `<gene-suggest id="gene" aria-label="Gene" ${attributes}></gene-suggest>`;

export function testMessages({ open }: EngineTests): void {
  describe("a text that is too short", () => {
    test("for the server asks to keep typing, as the server says how much it needs", async () => {
      await using at = await open();
      await at.type("br");
      const message = "Keep typing: 3 characters or more";
      await at.shows({ message, heard: message });
      await at.press("x");
      await at.shows({ message: "No gene found" });
      await at.press("Backspace");
      await at.shows({ message });
      await at.press("c");
      await at.shows({ labels: BRC, message: null });
      const asked = at.gate.asked.filter(({ pathname }) => pathname === "/v1/index");
      expect(asked).toHaveLength(1);
    });

    test("for the server is said not to be found where the server does not say what it needs", async () => {
      await using at = await open();
      at.gate.intercept = ({ pathname }) =>
        pathname === "/v1/index" ? new Response("gone", { status: 404 }) : undefined;
      await at.type("br");
      await at.shows({ message: "No gene found" });
    });

    test("is a name all the same, where it is a whole one", async () => {
      await using at = await open(withAttributes('species="mouse"'));
      await at.type("t");
      await at.shows({ labels: ["T"] });
    });

    test("for the element is not asked for", async () => {
      await using at = await open(withAttributes('species="human" minimum="4"'));
      await at.type("brc");
      await at.shows({ message: "Keep typing: 4 characters or more" });
      await at.press("a");
      await at.shows({ labels: ["BRCA1", "BRCA2"] });
      expect(at.gate.queries).toEqual(["brca"]);
    });
  });

  test("an answer that takes long is said to be searched for, with a sign in the field", async () => {
    await using at = await open();
    const release = at.gate.hold("brc");
    const isBusySeen = () =>
      at.evaluate(() => probe.element().shadowRoot!.querySelector(".busy")!.checkVisibility());
    await at.focus();
    await at.evaluate(() => probe.holdTimers());
    await at.press(..."brc");
    expect(await at.evaluate(() => probe.timers())).toEqual([60]);
    await at.evaluate(() => probe.runTimers());
    expect(await at.shown()).toMatchObject({ isBusy: false, heard: "" });
    expect(await isBusySeen()).toBeFalse();
    expect(await at.evaluate(() => probe.timers())).toEqual([400]);
    await at.evaluate(() => probe.runTimers());
    expect(await at.shown()).toMatchObject({ isBusy: true, heard: "Searching…", labels: [] });
    expect(await isBusySeen()).toBeTrue();
    release();
    await at.shows({ isBusy: false, heard: "3 suggestions", labels: BRC });
    expect(await isBusySeen()).toBeFalse();
  });

  test("the same number of suggestions is heard again", async () => {
    await using at = await open();
    await at.type("brca");
    await at.shows({ heard: "2 suggestions" });
    await at.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      const status = probe.element().shadowRoot!.querySelector('[role="status"]')!;
      new MutationObserver(() => heard.push(status.textContent!)).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    const heard = () => at.evaluate(() => (window as unknown as { heard: string[] }).heard);
    await at.press("ArrowLeft", "Delete");
    await at.shows({ text: "brc", heard: "3 suggestions" });
    await at.press("a");
    await at.shows({ heard: "2 suggestions" });
    await at.press("Home", "Delete", "b");
    await untilPasses(async () =>
      expect(await heard()).toEqual([
        "",
        "3 suggestions",
        "",
        "2 suggestions",
        "",
        "2 suggestions",
      ]),
    );
  });

  describe("what the server says to programs is told to developers and not to users:", () => {
    test.each([
      [
        "an unknown species",
        'species="homo_sapien"',
        'There is no species "homo_sapien"',
        "homo_sapien",
      ],
      [
        "a wrong attribute",
        'species="human" match="wide"',
        "Suggestions are not available",
        "match",
      ],
    ])("%s", async (_, attributes, message, warned) => {
      await using at = await open(withAttributes(attributes));
      await at.type("brc");
      await at.shows({ message, heard: message });
      await at.press("a");
      await untilPasses(async () => expect(at.gate.queries.at(-1)).toBe("brca"));
      await at.shows({ message });
      const warnings = await at.evaluate(() => probe.warnings);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toStartWith("<gene-suggest>: ");
      expect(warnings[0]).toContain(warned);
    });

    test("no species", async () => {
      await using at = await open(withAttributes(""));
      await at.type("brc");
      await at.shows({ message: "No species is chosen", heard: "No species is chosen" });
      expect(at.gate.queries).toEqual([]);
      expect(await at.evaluate(() => probe.warnings)).toEqual([
        "<gene-suggest>: set its attribute species",
      ]);
      await at.evaluate(() => {
        probe.element().species = "mouse";
      });
      await at.press("a");
      await at.shows({ labels: ["Brca1"], message: null });
    });
  });

  describe("a server that", () => {
    test("is too busy is asked again when it says, and not before", async () => {
      await using at = await open();
      let status = 429;
      answer(
        at,
        () =>
          new Response(null, {
            status,
            headers: {
              "Retry-After": "7",
              "Access-Control-Allow-Origin": "*",
              "Access-Control-Expose-Headers": "Retry-After",
            },
          }),
      );
      const release = at.gate.hold("brc");
      await at.typeAtOnce("brc");
      await untilPasses(async () => expect(at.gate.queries).toEqual(["brc"]));
      await at.evaluate(() => probe.holdTimers());
      release();
      await at.shows({ message: NOT_NOW });
      const wait = async () => (await at.evaluate(() => probe.timers()))[0]!;
      expect(await wait()).toBeGreaterThan(6000);
      expect(await wait()).toBeLessThanOrEqual(7000);
      await at.press("a");
      expect(await wait()).toBeGreaterThan(4000);
      expect(at.gate.queries).toEqual(["brc"]);
      status = 200;
      at.gate.intercept = () => undefined;
      await at.evaluate(() => probe.runTimers());
      await at.shows({ labels: ["BRCA1", "BRCA2"], message: null });
    });

    test("is asked again after something else answered at its address", async () => {
      await using at = await open();
      answer(
        at,
        () =>
          new Response("<!doctype html><title>Log in</title>", {
            headers: { "Content-Type": "text/html", "Access-Control-Allow-Origin": "*" },
          }),
      );
      await at.typeAtOnce("brc");
      await at.shows({ message: NOT_NOW });
      at.gate.intercept = () => undefined;
      await at.shows({ labels: BRC, message: null });
      expect(at.gate.queries).toEqual(["brc", "brc"]);
    });

    test.each([
      ["is gone for a while", (at: Guest) => at.gate.close()],
      [
        "cannot answer for a while",
        (at: Guest) => answer(at, () => new Response(null, { status: 502 })),
      ],
    ])("%s is asked again", async (_, fail) => {
      await using at = await open();
      await fail(at);
      await at.type("brc");
      await at.shows({ message: NOT_NOW });
      expect(await at.evaluate(() => probe.events.includes("gene-error"))).toBeTrue();
      await at.gate.close();
      at.gate.intercept = () => undefined;
      at.gate.open();
      await at.shows({ labels: BRC, message: null });
    });

    test("switches to another index during typing", async () => {
      await using changing = serveRows();
      await using at = await open(undefined, { from: changing.url });
      await at.type("brc");
      await at.shows({ labels: BRC });
      changing.state.serve(
        catalogueOf([...GENES, ["homo_sapiens", "BRCA99", "ENSG00000000099", "1:1-2", "core"]]),
      );
      await at.press("a");
      await at.shows({ labels: ["BRCA1", "BRCA2", "BRCA99"] });
    });
  });

  test("an engine without states of its own elements shows lists and errors all the same", async () => {
    const script: [string, string] = [
      "text/javascript",
      "delete ElementInternals.prototype.states;",
    ];
    await using at = await open(ELEMENT, {
      head: '<script src="/older.js"></script><link rel="stylesheet" href="/page.css">',
      files: {
        "/older.js": script,
        "/page.css": ["text/css", "gene-suggest { --gene-suggest-error: rgb(163, 38, 29) }"],
      },
    });
    await at.type("brc");
    await at.shows({ labels: BRC });
    await at.press("Escape");
    answer(at, () => new Response(null, { status: 502 }));
    await at.press("a");
    await at.shows({ message: NOT_NOW });
    const colour = await at.evaluate(() => {
      const { shadowRoot } = probe.element();
      const [input, message] = ["input", "p"].map((name) => shadowRoot!.querySelector(name)!);
      return [getComputedStyle(input!).borderTopColor, getComputedStyle(message!).color];
    });
    expect(colour).toEqual(["rgb(163, 38, 29)", "rgb(163, 38, 29)"]);
  });
}
