import { describe, expect, test } from "bun:test";
import { untilPasses } from "../../support/until.ts";
import { ELEMENT, type EngineTests, type Guest, type GuestOptions } from "./guest.ts";

const LIST = ELEMENT.replace("species", "multiple species");
const inForm = (attributes = "") =>
  `<form action="sent">${LIST.replace("multiple", `multiple ${attributes}`)}</form><input id="next" aria-label="Next">`;

const entriesOf = (at: Guest) =>
  at.evaluate(() =>
    Array.from(new FormData(document.querySelector("form")!), ([, value]) => value),
  );

const flawOf = (at: Guest) => at.evaluate(() => probe.element().validationMessage);

/** Pastes a text into the field. */
const paste = (at: Guest, text: string) =>
  at.evaluate((given: string) => {
    const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
    // Firefox gives the events of scripts no data.
    Object.defineProperty(event, "clipboardData", { value: { getData: () => given } });
    const input = probe.element().shadowRoot!.querySelector("input")!;
    input.focus();
    return input.dispatchEvent(event);
  }, text);

export function testLists(engine: EngineTests): void {
  /** Opens a page with a list, and waits until it has its chips. */
  const open = async (body = inForm(), options?: GuestOptions) => {
    const at = await engine.open(body, options);
    const isList = () =>
      at.evaluate(() => probe.element().shadowRoot!.querySelector(".multiple") !== null);
    await untilPasses(async () => expect(await isList()).toBeTrue());
    return at;
  };

  test("a list has a chip and a value for each gene that is chosen, and for none twice", async () => {
    await using at = await open();
    await at.type("brc");
    await at.shows({ labels: ["BRCA1", "BRCA2", "BRCC3"] });
    await at.press("ArrowDown", "Enter");
    await at.shows({ chips: ["BRCA1"], text: "", heard: "BRCA1 chosen", labels: [] });
    await at.press(..."brca2", "ArrowDown", "Enter");
    await at.shows({ chips: ["BRCA1", "BRCA2"], value: "BRCA1,BRCA2" });
    await at.press(..."brca1", "ArrowDown", "Enter");
    await at.shows({ text: "", chips: ["BRCA1", "BRCA2"] });
    expect(await entriesOf(at)).toEqual(["BRCA1", "BRCA2"]);
    expect(await at.evaluate(() => probe.events.slice(-3))).toEqual([
      "input",
      "change",
      "gene-choose",
    ]);
    expect(await at.evaluate(() => probe.element().genes.map((gene) => gene.stable_id))).toEqual([
      "ENSG00000012048",
      "ENSG00000139618",
    ]);
    await at.press("Enter");
    await at.arrives("?gene=BRCA1&gene=BRCA2");
  });

  describe("a pasted list", () => {
    test("becomes genes at once, and what is none stays to be seen", async () => {
      await using at = await open(inForm('value-field="stable_id"'));
      expect(await paste(at, " BRCA1, p53\nbrca2;nonsense\tLFS1 ")).toBeFalse();
      await at.shows({ chips: ["BRCA1", "TP53", "BRCA2", "nonsense?"], text: "" });
      await at.shows({ heard: "4 genes added, 1 not found" });
      const ids = ["ENSG00000012048", "ENSG00000141510", "ENSG00000139618"];
      expect(await entriesOf(at)).toEqual(ids);
      expect(await flawOf(at)).toBe("Choose a gene from the list");
      expect(await at.evaluate(() => [...probe.element().unknown])).toEqual(["nonsense"]);
      const asked = at.gate.asked.filter(({ pathname }) => pathname === "/v1/resolve");
      expect(asked).toHaveLength(1);
      await at.press("Backspace");
      await at.shows({ chips: ["BRCA1", "TP53", "BRCA2"], heard: "nonsense removed" });
      expect(await flawOf(at)).toBe("");
    });

    test("may have blanks alone between its names", async () => {
      await using at = await open();
      await paste(at, "BRCA1 TP53  BRCC3");
      await at.shows({ chips: ["BRCA1", "TP53", "BRCC3"] });
    });

    test("of one name is left to the browser", async () => {
      await using at = await open();
      expect(await paste(at, "BRCA1\n")).toBeTrue();
      expect(await at.shown()).toMatchObject({ chips: [] });
    });

    test("may be longer than what the server takes at once, and of several species", async () => {
      const list = inForm().replace("homo_sapiens", "human,mouse");
      await using at = await open(list);
      const names = Array.from({ length: 1001 }, (_, i) => `unknown${i}`);
      await paste(at, [...names, "Tbx1", "TP53"].join("\n"));
      await untilPasses(async () =>
        expect((await at.shown()).heard).toBe("2 genes added, 1001 not found"),
      );
      expect((await at.shown()).chips.slice(-2)).toEqual(["Tbx1", "TP53"]);
      expect(await at.evaluate(() => probe.element().genes.map(({ species }) => species))).toEqual([
        "mus_musculus",
        "homo_sapiens",
      ]);
    });

    test("waits for a server that is away", async () => {
      await using at = await open(inForm('value-field="stable_id"'));
      at.gate.intercept = ({ pathname }) =>
        pathname === "/v1/resolve" ? new Response(null, { status: 503 }) : undefined;
      await paste(at, "BRCA1,BRCA2");
      await at.shows({ chips: ["BRCA1…", "BRCA2…"], message: "No suggestions at the moment" });
      expect(await entriesOf(at)).toEqual([]);
      expect(await flawOf(at)).toBe("Searching…");
      at.gate.intercept = () => undefined;
      await at.shows({ chips: ["BRCA1", "BRCA2"] });
      expect(await flawOf(at)).toBe("");
    });
  });

  describe("what was typed becomes a chip", () => {
    test.each([
      ["by a comma", ["lfs1,"]],
      ["by a semicolon", ["lfs1;"]],
      ["by Enter, which sends no form then", ["lfs1", "Enter"]],
      ["when the field is left", ["lfs1", "Tab"]],
    ])("%s", async (_, [text, ...keys]) => {
      await using at = await open();
      await at.type(text!);
      await at.press(...keys);
      await at.shows({ chips: ["TP53"], text: "" });
      expect(await at.evaluate(() => location.pathname)).toBe("/");
      expect(await entriesOf(at)).toEqual(["TP53"]);
    });

    test("and is sent as it is where it is no gene, if it need not be one", async () => {
      await using at = await open();
      await at.type("nonsense,");
      await at.shows({ chips: ["nonsense?"] });
      expect(await entriesOf(at)).toEqual(["nonsense"]);
      expect(await flawOf(at)).toBe("");
    });
  });

  describe("the keyboard", () => {
    test("reaches chips from an empty field, and removes them", async () => {
      await using at = await open(inForm('value="BRCA1,TP53,BRCC3"'));
      await at.shows({ chips: ["BRCA1", "TP53", "BRCC3"] });
      const focused = () =>
        at.evaluate(() => {
          const active = probe.element().shadowRoot!.activeElement!;
          return active.ariaLabel;
        });
      await at.focus();
      await at.press("ArrowLeft", "ArrowLeft");
      expect(await focused()).toBe("Remove TP53");
      await at.press("Delete");
      await at.shows({ chips: ["BRCA1", "BRCC3"], heard: "TP53 removed" });
      expect(await focused()).toBe("Remove BRCC3");
      await at.press("Home");
      expect(await focused()).toBe("Remove BRCA1");
      await at.press("Enter");
      await at.shows({ chips: ["BRCC3"] });
      expect(await focused()).toBe("Remove BRCC3");
      await at.press("ArrowRight");
      expect(await focused()).toBe("Gene");
      await at.press("x", "Backspace");
      await at.shows({ chips: ["BRCC3"], text: "" });
      await at.press("Backspace");
      await at.shows({ chips: [], value: "" });
      expect(await at.evaluate(() => probe.events.slice(-2))).toEqual(["input", "change"]);
      await at.press("Tab");
      await at.shows({ focus: "next" });
    });

    test("has nothing to do with the chips of a field that is disabled or read only", async () => {
      await using at = await open(inForm('readonly value="BRCA1"'));
      await at.shows({ chips: ["BRCA1"] });
      await at.focus();
      await at.press("Backspace");
      expect(await at.shown()).toMatchObject({ chips: ["BRCA1"] });
      const isSeen = () =>
        at.evaluate(() => probe.element().shadowRoot!.querySelector(".remove")!.checkVisibility());
      expect(await isSeen()).toBeFalse();
      await at.evaluate(() => {
        probe.element().readOnly = false;
      });
      expect(await isSeen()).toBeTrue();
    });
  });

  test("a press takes a chip away, and lets a name that is no gene be mended", async () => {
    await using at = await open(inForm('value="BRCA1,brcc,TP53"'));
    await at.shows({ chips: ["BRCA1", "brcc?", "TP53"] });
    await at.click(".chip .remove");
    await at.shows({ chips: ["brcc?", "TP53"] });
    await at.click(".unknown span");
    await at.shows({ chips: ["TP53"], text: "brcc", labels: ["BRCC3"], focus: "gene" });
    await at.click('[role="option"]');
    await at.shows({ chips: ["TP53", "BRCC3"], text: "" });
  });

  test("a press on the label of a list, or beside its chips, goes to the field", async () => {
    await using at = await open(inForm('value="BRCA1"'));
    await at.shows({ chips: ["BRCA1"] });
    await at.click("label");
    const isInput = () =>
      at.evaluate(() => probe.element().shadowRoot!.activeElement?.localName === "input");
    await untilPasses(async () => expect(await isInput()).toBeTrue());
  });

  describe("values", () => {
    test("are set and read by the page, once each", async () => {
      await using at = await open(inForm('value-field="stable_id"'));
      await at.evaluate(() => {
        probe.element().values = ["ENSG00000139618", "ENSG00000141510"];
      });
      expect(await entriesOf(at)).toEqual(["ENSG00000139618", "ENSG00000141510"]);
      await at.shows({ chips: ["BRCA2", "TP53"], value: "ENSG00000139618,ENSG00000141510" });
      expect(await at.evaluate(() => probe.events)).toEqual(["gene-resolve"]);
      const asked = at.gate.asked.length;
      await at.evaluate(() => {
        const element = probe.element();
        element.values = [...element.values];
        element.value = `${element.value}`;
      });
      expect(at.gate.asked).toHaveLength(asked);
    });

    test("are those that the form had when it was left, and when it is reset", async () => {
      await using at = await open(inForm('value="TP53"'));
      await at.shows({ chips: ["TP53"] });
      await at.type("brca2,");
      await at.shows({ chips: ["TP53", "BRCA2"] });
      await at.press("Enter");
      await at.arrives("?gene=TP53&gene=BRCA2");
      await at.engine.back();
      await at.arrives("");
      await at.shows({ chips: ["TP53", "BRCA2"] });
      expect(await entriesOf(at)).toEqual(["TP53", "BRCA2"]);
      await at.evaluate(() => document.querySelector("form")!.reset());
      await at.shows({ chips: ["TP53"], text: "" });
    });

    test("are not sent by a field without a name", async () => {
      await using at = await open(inForm('value="TP53"').replace('name="gene"', ""));
      await at.shows({ chips: ["TP53"] });
      expect(await entriesOf(at)).toEqual([]);
    });

    test("are required where the field is", async () => {
      await using at = await open(inForm('required placeholder="Genes"'));
      const state = () =>
        at.evaluate(() => {
          const element = probe.element();
          const { placeholder } = element.shadowRoot!.querySelector("input")!;
          return [element.validity.valueMissing, placeholder];
        });
      expect(await state()).toEqual([true, "Genes"]);
      await at.type("brca2,");
      await at.shows({ chips: ["BRCA2"] });
      expect(await state()).toEqual([false, ""]);
      await at.press("Backspace");
      await at.shows({ chips: [] });
      expect(await state()).toEqual([true, "Genes"]);
    });
  });

  test("a list whose attribute is taken away is a field again", async () => {
    await using at = await open(inForm('value="TP53"'));
    await at.shows({ chips: ["TP53"] });
    await at.evaluate(() => {
      probe.element().multiple = false;
    });
    await at.shows({ chips: [] });
    await at.type("brca2");
    await at.shows({ labels: ["BRCA2"] });
    await at.press("ArrowDown", "Enter");
    await at.shows({ text: "BRCA2", value: "BRCA2" });
  });
}
