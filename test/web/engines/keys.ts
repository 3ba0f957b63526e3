import { describe, expect, test } from "bun:test";
import { untilPasses } from "../../support/until.ts";
import { ELEMENT, type EngineTests } from "./guest.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];

export function testKeys({ open }: EngineTests): void {
  describe("Escape", () => {
    test("while an answer is awaited has no list open afterwards", async () => {
      await using at = await open();
      const answer = at.gate.hold("brc");
      await at.typeAtOnce("brc");
      await untilPasses(async () => expect(at.gate.queries).toEqual(["brc"]));
      await at.press("Escape");
      answer();
      // The page's own question is answered after that one.
      await at.evaluate((url: string) => fetch(url).then(() => true), `${at.gate.url}/v1/species`);
      expect(await at.shown()).toMatchObject({ labels: [], message: null });
      expect(await at.evaluate(() => probe.events.includes("gene-answer"))).toBeFalse();
      await at.press("a");
      await at.shows({ labels: ["BRCA1", "BRCA2"] });
    });

    test("before the pause in typing is over has nothing asked", async () => {
      await using at = await open();
      await at.evaluate(() => probe.holdTimers());
      await at.type("brc");
      expect(await at.evaluate(() => probe.timers())).toEqual([60]);
      await at.press("Escape");
      expect(await at.evaluate(() => probe.timers())).toEqual([]);
      await at.press("a", "2");
      await at.evaluate(() => probe.freeTimers());
      await at.shows({ labels: ["BRCA2"] });
      expect(at.gate.queries).toEqual(["brca2"]);
    });

    test("ends the tries at a server that is away", async () => {
      await using at = await open();
      at.gate.intercept = ({ pathname }) =>
        pathname === "/v1/suggest" ? new Response(null, { status: 503 }) : undefined;
      const answer = at.gate.hold("brc");
      await at.typeAtOnce("brc");
      await untilPasses(async () => expect(at.gate.queries).toHaveLength(1));
      await at.evaluate(() => probe.holdTimers());
      answer();
      await at.shows({ message: "No suggestions at the moment" });
      expect(await at.evaluate(() => probe.timers())).toEqual([1000]);
      await at.press("Escape");
      await at.shows({ message: null });
      expect(await at.evaluate(() => probe.timers())).toEqual([]);
    });

    test("closes the list and no dialog around it, then the dialog", async () => {
      await using at = await open(`<dialog id="dialog">${ELEMENT}</dialog>`);
      await at.evaluate(() => document.querySelector("dialog")!.showModal());
      const isOpen = () => at.evaluate(() => document.querySelector("dialog")!.open);
      await at.type("brc");
      await at.shows({ labels: BRC });
      await at.press("Escape");
      await at.shows({ labels: [], text: "brc" });
      expect(await isOpen()).toBeTrue();
      await at.press("Escape");
      await untilPasses(async () => expect(await isOpen()).toBeFalse());
    });
  });

  describe("ArrowDown and Enter", () => {
    test("choose from the list of the text that was typed, when its answer is slow", async () => {
      await using at = await open(`<form action="sent">${ELEMENT}</form>`);
      await at.type("brc");
      await at.shows({ labels: BRC });
      const answer = at.gate.hold("brcc");
      await at.press("c", "ArrowDown", "Enter");
      await untilPasses(async () => expect(at.gate.queries.at(-1)).toBe("brcc"));
      expect(await at.shown()).toMatchObject({ text: "brcc", gene: null });
      answer();
      await at.shows({ text: "BRCC3", gene: "BRCC3", labels: [] });
      expect(await at.evaluate(() => location.pathname)).toBe("/");
    });

    test("choose from it when keys are quicker than the pause in typing", async () => {
      await using at = await open();
      await at.focus();
      await at.press(..."brca", "ArrowDown", "ArrowDown", "Enter");
      await at.shows({ text: "BRCA2", gene: "BRCA2", labels: [] });
    });

    test("choose nothing where nothing is found", async () => {
      await using at = await open();
      await at.focus();
      await at.press(..."brcx", "ArrowDown", "Enter");
      await at.shows({ text: "brcx", gene: null, message: "No gene found" });
      await at.press("Backspace");
      await at.shows({ labels: BRC, selected: null });
    });

    test("are forgotten once something else is typed, or the field is left", async () => {
      await using at = await open(`${ELEMENT}<input id="next" aria-label="Next">`);
      const first = at.gate.hold("brca");
      await at.type("brca");
      await at.press("ArrowDown", "Enter", "2");
      await at.shows({ text: "brca2", labels: ["BRCA2"], selected: null, gene: null });
      first();
      const second = at.gate.hold("brca");
      await at.press("Backspace", "ArrowDown", "Enter", "Tab");
      second();
      await at.shows({ focus: "next", text: "brca", gene: null, labels: [] });
    });

    test("select in an open list that is up to date", async () => {
      await using at = await open();
      await at.type("brc");
      await at.shows({ labels: BRC });
      await at.press("ArrowUp");
      await at.shows({ selected: "BRCC3" });
      await at.press("ArrowDown", "ArrowDown");
      await at.shows({ selected: "BRCA1" });
      await at.press("Enter");
      await at.shows({ gene: "BRCA1", labels: [], focus: "gene" });
      expect((await at.evaluate(() => probe.events)).slice(-3)).toEqual([
        "input",
        "change",
        "gene-choose",
      ]);
    });
  });

  test("Tab goes on to the next field, also from a list that scrolls", async () => {
    await using at = await open(`${ELEMENT}<input id="next" aria-label="Next">`, {
      size: [500, 300],
    });
    await at.evaluate(() => probe.element().setAttribute("limit", "20"));
    await at.type("gene");
    await untilPasses(async () => expect((await at.shown()).labels).toHaveLength(20));
    const scrolls = await at.evaluate(() => {
      const list = probe.element().shadowRoot!.querySelector("ul")!;
      return list.scrollHeight > list.clientHeight;
    });
    expect(scrolls).toBeTrue();
    await at.press("Tab");
    await at.shows({ focus: "next", labels: [] });
    await at.press("Shift+Tab");
    await at.shows({ focus: "gene" });
  });

  describe("Enter", () => {
    test("in a dialog closes it, and does not press what opened it once more", async () => {
      await using at = await open(
        `<button id="opener">Open</button><dialog><form method="dialog">${ELEMENT}<button>Done</button></form></dialog>`,
        {
          head: '<script type="module" src="/opener.js"></script>',
          files: {
            "/opener.js": [
              "text/javascript",
              `const dialog = document.querySelector("dialog");
               document.querySelector("#opener").addEventListener("click", () => dialog.showModal());`,
            ],
          },
        },
      );
      await at.evaluate(() => document.getElementById("opener")!.focus());
      await at.press("Enter");
      await at.type("brca2");
      await at.shows({ labels: ["BRCA2"] });
      await at.press("Enter");
      await at.shows({ focus: "opener" });
      expect(await at.evaluate(() => document.querySelector("dialog")!.open)).toBeFalse();
    });

    test("tells of the change before it submits", async () => {
      await using at = await open(`<form action="sent">${ELEMENT}</form>`);
      await at.evaluate(() =>
        document.addEventListener("submit", (event) => event.preventDefault()),
      );
      await at.type("brca2");
      await at.shows({ labels: ["BRCA2"] });
      await at.press("Enter");
      const ends = () => at.evaluate(() => probe.events.slice(-2));
      await untilPasses(async () => expect(await ends()).toEqual(["change", "submit"]));
      await at.press("Enter");
      await untilPasses(async () => expect(await ends()).toEqual(["submit", "submit"]));
    });

    test("submits nothing where the page keeps the key to itself", async () => {
      await using at = await open(`<form action="sent">${ELEMENT}<button>Go</button></form>`);
      await at.evaluate(() =>
        document.addEventListener(
          "keydown",
          (event) => event.key === "Enter" && event.preventDefault(),
        ),
      );
      await at.type("brca2");
      await at.press("Enter", "x");
      await at.shows({ text: "brca2x" });
      expect(await at.evaluate(() => probe.events.includes("submit"))).toBeFalse();
    });
  });

  describe("a composition", () => {
    test("that opens the list keeps its keys to itself", async () => {
      await using at = await open(`<form action="sent">${ELEMENT}</form>`);
      await at.focus();
      await at.engine.compose("u62");
      await at.shows({ text: "u62", labels: ["U62A", "U62B"] });
      await at.engine.pressComposing("ArrowDown");
      await at.engine.commit("b");
      await at.shows({ text: "b", selected: null, gene: null });
      expect(await at.evaluate(() => location.pathname)).toBe("/");
      await at.press(..."rc", "ArrowDown");
      await at.shows({ text: "brc", labels: BRC, selected: "BRCA1" });
    });

    test("that ends while the list is closed leaves keys as they were", async () => {
      await using at = await open();
      await at.type("brc");
      await at.shows({ labels: BRC });
      await at.press("Home");
      await at.engine.compose("u62");
      await at.shows({ text: "u62brc", message: "No gene found" });
      await at.engine.commit("b");
      await at.shows({ text: "bbrc" });
      await at.press("Backspace");
      await at.shows({ text: "brc", labels: BRC });
      await at.press("ArrowDown", "ArrowDown", "Enter");
      await at.shows({ text: "BRCA2", gene: "BRCA2" });
    });

    test("that is confirmed by a key which no longer counts as composing submits nothing", async () => {
      await using at = await open(`<form action="sent">${ELEMENT}</form>`);
      await at.type("brc");
      await at.shows({ labels: BRC });
      // What Safari sends after a composition has ended.
      await at.evaluate(() => {
        const field = probe.element().shadowRoot!.querySelector("input")!;
        const init = {
          key: "Enter",
          keyCode: 229,
          bubbles: true,
          composed: true,
          cancelable: true,
        };
        field.dispatchEvent(new KeyboardEvent("keydown", init));
      });
      await at.shows({ labels: BRC });
      expect(await at.evaluate(() => probe.events.includes("submit"))).toBeFalse();
    });
  });

  test("a press on the field opens a list that was closed", async () => {
    await using at = await open();
    await at.type("brc");
    await at.shows({ labels: BRC });
    await at.click('[role="option"]');
    await at.shows({ text: "BRCA1", gene: "BRCA1", labels: [] });
    await at.click("gene-suggest");
    await at.shows({ labels: ["BRCA1"], gene: "BRCA1" });
  });
}
