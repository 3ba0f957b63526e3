import { describe, expect, test } from "bun:test";
import { untilPasses } from "../../support/until.ts";
import { ELEMENT, type EngineTests, type Guest } from "./guest.ts";

const BRCA2 = "ENSG00000139618";
const TP53 = "ENSG00000141510";

const withAttributes = (attributes: string) => ELEMENT.replace("species", `${attributes} species`);
const inForm = (attributes: string) => `<form action="sent">${withAttributes(attributes)}</form>`;
const NEXT = '<input id="next" aria-label="Next">';

const entriesOf = (at: Guest) =>
  at.evaluate(() => Array.from(new FormData(document.querySelector("form")!)));

const flawOf = (at: Guest) =>
  at.evaluate(() => {
    const { validity, validationMessage } = probe.element();
    return [validity.badInput, validationMessage];
  });

const FLAWED = [true, "Choose a gene from the list"];
const FLAWLESS = [false, ""];

export function testValues({ open }: EngineTests): void {
  describe("a name that was typed whole becomes its gene when the field is left:", () => {
    test.each([
      ["a label", "brca2", "BRCA2"],
      ["an alias", "lfs1", "TP53"],
      ["a short alias", "p53", "TP53"],
      ["an id", "ensg00000141510.3", "TP53"],
    ])("%s", async (_, text, label) => {
      await using at = await open(ELEMENT + NEXT);
      await at.type(text);
      await at.shows({ labels: [label] });
      await at.press("Tab");
      await at.shows({ text: label, value: label, gene: label, labels: [], focus: "next" });
      const events = await at.evaluate(() => probe.events);
      expect(events.slice(-3)).toEqual(["input", "change", "gene-choose"]);
    });

    test("when the answer comes later", async () => {
      await using at = await open(ELEMENT + NEXT);
      const answer = at.gate.hold("brca2");
      await at.typeAtOnce("brca2");
      await untilPasses(async () => expect(at.gate.queries).toEqual(["brca2"]));
      await at.press("Tab");
      await at.shows({ focus: "next", text: "brca2", gene: null });
      answer();
      await at.shows({ text: "BRCA2", gene: "BRCA2", labels: [], focus: "next" });
      expect(at.gate.queries).toEqual(["brca2"]);
    });

    test("not the beginning of a name", async () => {
      await using at = await open(ELEMENT + NEXT);
      await at.type("brcc");
      await at.shows({ labels: ["BRCC3"] });
      await at.press("Tab");
      await at.shows({ focus: "next", text: "brcc", gene: null });
    });

    test("best the one that is spelt so", async () => {
      await using at = await open(ELEMENT.replace("homo_sapiens", "danio_rerio") + NEXT);
      await at.type("pcnp");
      await at.shows({ labels: ["PCNP", "pcnp"] });
      await at.press("Tab");
      await at.shows({ text: "pcnp", gene: "pcnp" });
    });

    test("also by Enter, where there is no form", async () => {
      await using at = await open();
      await at.type("lfs1");
      await at.shows({ labels: ["TP53"] });
      await at.press("Enter");
      await at.shows({ text: "TP53", gene: "TP53", labels: [], focus: "gene" });
    });

    test("no longer once a server that was away is asked in vain", async () => {
      await using at = await open(ELEMENT + NEXT);
      at.gate.intercept = ({ pathname }) =>
        pathname === "/v1/suggest" ? new Response(null, { status: 503 }) : undefined;
      const answer = at.gate.hold("brca2");
      await at.typeAtOnce("brca2");
      await untilPasses(async () => expect(at.gate.queries).toHaveLength(1));
      await at.press("Tab");
      await at.evaluate(() => probe.holdTimers());
      answer();
      await untilPasses(async () =>
        expect(await at.evaluate(() => probe.events)).toContain("gene-error"),
      );
      expect(await at.evaluate(() => probe.timers())).toEqual([]);
    });
  });

  describe("known", () => {
    test("takes genes alone", async () => {
      await using at = await open(inForm("known") + NEXT);
      expect(await flawOf(at)).toEqual(FLAWLESS);
      await at.type("brc");
      await at.shows({ text: "brc" });
      expect(await flawOf(at)).toEqual(FLAWED);
      await at.press("ArrowDown", "Enter");
      await at.shows({ gene: "BRCA1" });
      expect(await flawOf(at)).toEqual(FLAWLESS);
      await at.press("x");
      await at.shows({ text: "BRCA1x" });
      expect(await flawOf(at)).toEqual(FLAWED);
      await at.press("Enter");
      await untilPasses(async () => expect(at.gate.queries.at(-1)).toBe("BRCA1x"));
      expect(await at.evaluate(() => location.pathname)).toBe("/");
    });

    test("sends a form by Enter once the name is found to be a gene", async () => {
      await using at = await open(inForm("known"));
      const answer = at.gate.hold("lfs1");
      await at.typeAtOnce("lfs1");
      await at.press("Enter");
      await untilPasses(async () => expect(at.gate.queries).toContain("lfs1"));
      expect(await at.evaluate(() => location.pathname)).toBe("/");
      answer();
      await at.arrives("?gene=TP53");
    });

    test("takes what the page sets, once it is known to be a gene", async () => {
      await using at = await open(inForm('known value="p53"'));
      await at.shows({ text: "TP53", value: "TP53", gene: "TP53" });
      expect(await flawOf(at)).toEqual(FLAWLESS);
      await at.evaluate(() => {
        probe.element().value = "no such gene";
      });
      await untilPasses(async () => expect(await flawOf(at)).toEqual(FLAWED));
      await at.evaluate(() => {
        probe.element().known = false;
      });
      expect(await flawOf(at)).toEqual(FLAWLESS);
    });
  });

  describe("value-field", () => {
    const stable = 'value-field="stable_id"';

    test("has the form be sent an id, and shows the label", async () => {
      await using at = await open(inForm(stable));
      await at.type("brca");
      await at.shows({ labels: ["BRCA1", "BRCA2"], value: "" });
      expect(await flawOf(at)).toEqual(FLAWED);
      await at.press("ArrowDown", "ArrowDown", "Enter");
      await at.shows({ text: "BRCA2", value: BRCA2, gene: "BRCA2" });
      expect(await flawOf(at)).toEqual(FLAWLESS);
      expect(await entriesOf(at)).toEqual([["gene", BRCA2]]);
      await at.press("Backspace");
      await at.shows({ text: "BRCA", value: "", gene: null });
      expect(await entriesOf(at)).toEqual([["gene", ""]]);
    });

    test.each([
      ["by an attribute", `${stable} value="${BRCA2}"`, () => {}],
      [
        "by a property",
        stable,
        () => {
          probe.element().value = "ENSG00000139618";
        },
      ],
      [
        "before the species",
        "",
        () => {
          const element = probe.element();
          const { species } = element;
          element.species = "";
          Object.assign(element, { value: "ENSG00000139618", valueField: "stable_id", species });
        },
      ],
    ])("shows the label of an id that is set %s", async (_, attributes, set) => {
      await using at = await open(inForm(attributes));
      await at.evaluate(set);
      await at.shows({ text: "BRCA2", value: BRCA2, gene: "BRCA2" });
      expect(await entriesOf(at)).toEqual([["gene", BRCA2]]);
      expect(await at.evaluate(() => probe.events)).toEqual(["gene-resolve"]);
    });

    test("keeps an id as long as no server tells its gene, and asks again", async () => {
      await using at = await open(inForm(stable));
      at.gate.intercept = ({ pathname }) =>
        pathname === "/v1/suggest" ? new Response(null, { status: 503 }) : undefined;
      await at.evaluate((id: string) => {
        probe.element().value = id;
      }, BRCA2);
      await untilPasses(async () =>
        expect(await at.evaluate(() => probe.events)).toContain("gene-error"),
      );
      expect(await at.shown()).toMatchObject({ text: BRCA2, value: BRCA2, gene: null });
      expect(await entriesOf(at)).toEqual([["gene", BRCA2]]);
      expect(await flawOf(at)).toEqual(FLAWLESS);
      at.gate.intercept = () => undefined;
      await at.shows({ text: "BRCA2", value: BRCA2, gene: "BRCA2" });
    });

    test("has no value for an id that is not there", async () => {
      await using at = await open(inForm(`${stable} value="ENSG00000999999"`));
      await at.shows({ text: "ENSG00000999999", value: "", gene: null });
      expect(await flawOf(at)).toEqual(FLAWED);
    });

    test("is kept by a form that is left, and by one that is reset", async () => {
      await using at = await open(inForm(`${stable} value="${TP53}"`));
      await at.shows({ text: "TP53", value: TP53 });
      await at.evaluate(() => probe.element().select());
      await at.press(..."brca2", "ArrowDown", "Enter");
      await at.shows({ text: "BRCA2", value: BRCA2 });
      await at.press("Enter");
      await at.arrives(`?gene=${BRCA2}`);
      await at.engine.back();
      await at.arrives("");
      await at.shows({ text: "BRCA2", value: BRCA2, gene: "BRCA2" });
      await at.evaluate(() => document.querySelector("form")!.reset());
      await at.shows({ text: "TP53", value: TP53, gene: "TP53" });
    });
  });

  test("a list may be laid out by the page, and have other words and numbers", async () => {
    await using at = await open(withAttributes('limit="1"'));
    await at.evaluate(() => {
      const element = probe.element();
      element.texts = {
        count: (found) => `${found} Treffer`,
        nothingFound: "Kein Gen gefunden",
        number: (value) => value.toLocaleString("de"),
      };
    });
    const option = () =>
      at.evaluate(() => probe.element().shadowRoot!.querySelector("li")!.textContent.trim());
    await at.type("brca2");
    await at.shows({ labels: ["BRCA2"], heard: "1 Treffer" });
    expect(await option()).toContain("13:32.315.086-32.400.268");
    await at.evaluate(() => {
      const element = probe.element();
      element.renderOption = ({ label, chromosome }) => {
        const name = document.createElement("b");
        name.className = "label";
        name.append(label, " on ", chromosome ?? "?");
        return name;
      };
      element.value = "";
    });
    await at.type("brca2");
    await at.shows({ labels: ["BRCA2 on 13"] });
    await at.press("x");
    await at.shows({ message: "Kein Gen gefunden", heard: "Kein Gen gefunden" });
    await at.evaluate(() => {
      probe.element().texts = null;
    });
    await at.press("y");
    await at.shows({ message: "No gene found" });
  });

  test("states tell pages that an answer is awaited, empty or an error", async () => {
    await using at = await open();
    const states = () =>
      at.evaluate(() =>
        ["open", "loading", "empty", "error"].filter((state) =>
          probe.element().matches(`:state(${state})`),
        ),
      );
    const release = at.gate.hold("brcx");
    await at.type("brcx");
    await untilPasses(async () => expect(await states()).toEqual(["loading"]));
    release();
    await untilPasses(async () => expect(await states()).toEqual(["open", "empty"]));
    at.gate.intercept = () => new Response(null, { status: 503 });
    await at.press("y");
    await untilPasses(async () => expect(await states()).toEqual(["open", "error"]));
    await at.press("Escape");
    expect(await states()).toEqual([]);
  });
}
