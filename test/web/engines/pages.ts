import { describe, expect, test } from "bun:test";
import { compile as compileCss } from "tailwindcss";
import { compileTemplate } from "vue/compiler-sfc";
import type { SiteFile } from "../../support/browser/site.ts";
import { tempDir } from "../../support/temp.ts";
import { untilPasses } from "../../support/until.ts";
import { ELEMENT, type EngineTests, type Guest, type GuestOptions } from "./guest.ts";

const BRC = ["BRCA1", "BRCA2", "BRCC3"];

const fileOf = async (type: string, name: string): Promise<SiteFile> => [
  type,
  await Bun.file(Bun.resolveSync(name, import.meta.dir)).text(),
];

const bundles = new Map<string, Promise<GuestOptions>>();

/** A page whose script is a module that imports packages, bundled once for all engines. */
function bundled(code: string): Promise<GuestOptions> {
  const bundle = bundles.get(code) ?? makeBundle(code);
  bundles.set(code, bundle);
  return bundle;
}

async function makeBundle(code: string): Promise<GuestOptions> {
  await using dir = await tempDir();
  await Bun.$`ln -s ${new URL("../../../node_modules", import.meta.url).pathname} ${dir.join("node_modules")}`;
  await Bun.write(dir.join("page.jsx"), code);
  const { outputs } = await Bun.build({
    entrypoints: [dir.join("page.jsx")],
    target: "browser",
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
  });
  return {
    head: '<script type="module" src="/page.js"></script>',
    files: { "/page.js": ["text/javascript", await outputs[0]!.text()] },
  };
}

/** A page of React with the element in it. */
const react = (component: string) =>
  bundled(`import { useState } from "react";
    import { createRoot } from "react-dom/client";
    function Page() { ${component} }
    createRoot(document.querySelector("#app")).render(<Page />);`);

/** A page of Vue with a template, which is compiled beforehand, as a strict policy has it. */
async function vue(template: string): Promise<GuestOptions> {
  const compilerOptions = { isCustomElement: (tag: string) => tag === "gene-suggest" };
  const options = { source: template, filename: "page.vue", id: "page", compilerOptions };
  const { code } = compileTemplate(options);
  return bundled(`import { createApp, ref } from "vue";
    ${code.replace("export function render", "function render")}
    const setup = () => ({ value: ref(""), gene: ref(""), limit: ref(2) });
    createApp({ setup, render }).mount("#app");`);
}

export function testPages({ name, open }: EngineTests): void {
  const textOf = (at: Guest, selector: string) =>
    at.evaluate((of: string) => document.querySelector(of)!.textContent, selector);

  describe("a page that sets the value", () => {
    test("to what it is keeps look-up, list and gene", async () => {
      await using at = await open();
      await at.evaluate(() => {
        const element = probe.element();
        for (const name of ["input", "change", "gene-answer"]) {
          element.addEventListener(name, () => {
            element.value = `${element.value}`;
          });
        }
      });
      await at.type("brc");
      await at.shows({ labels: BRC });
      await at.press("ArrowDown", "Enter");
      await at.shows({ text: "BRCA1", value: "BRCA1", gene: "BRCA1" });
    });

    test("to capitals while one types gets suggestions for these", async () => {
      await using at = await open();
      await at.evaluate(() => {
        const element = probe.element();
        element.addEventListener("input", () => {
          element.value = element.value.toUpperCase();
        });
      });
      await at.typeAtOnce("brc");
      await at.shows({ text: "BRC", labels: BRC });
      await at.press("a");
      await at.shows({ text: "BRCA", labels: ["BRCA1", "BRCA2"] });
      expect(at.gate.queries).toEqual(["BRC", "BRCA"]);
    });

    test("to another one has no list, and nothing asked", async () => {
      await using at = await open();
      await at.type("brc");
      await at.shows({ labels: BRC });
      await at.press("ArrowDown", "Enter");
      await at.evaluate(() => {
        probe.element().value = "BRCA2";
      });
      await at.shows({ text: "BRCA2", gene: null, labels: [] });
      expect(at.gate.queries).not.toContain("BRCA2");
    });
  });

  describe("in a page of", () => {
    const suggestsAndChooses = async (at: Guest) => {
      await at.type("brc");
      await at.shows({ labels: BRC });
      await at.press("a");
      await at.shows({ labels: ["BRCA1", "BRCA2"], value: "brca" });
      await at.press("ArrowDown", "ArrowDown", "Enter");
      await at.shows({ text: "BRCA2", value: "BRCA2", gene: "BRCA2", labels: [] });
    };

    test.each([
      ["React, controlled", "value={value}", "BRCA2/BRCA2"],
      ["React, uncontrolled", 'value="TP53" key="fixed"', "BRCA2/BRCA2"],
    ])("%s, it suggests and chooses", async (kind, attributes, shown) => {
      const page = await react(`
        const [value, setValue] = useState("");
        const [gene, setGene] = useState("");
        return <>
          <gene-suggest id="gene" aria-label="Gene" species="homo_sapiens" limit={3} ${attributes}
            onInput={(event) => setValue(event.target.value)}
            ongene-choose={(event) => setGene(event.detail.label)} />
          <output>{value}/{gene}</output>
        </>;`);
      await using at = await open('<div id="app"></div>', page);
      await untilPasses(async () => expect(await at.evaluate(() => !!probe.element())).toBeTrue());
      if (kind.includes("uncontrolled")) await at.evaluate(() => probe.element().select());
      await suggestsAndChooses(at);
      await untilPasses(async () => expect(await textOf(at, "output")).toBe(shown));
    });

    test("React, which keeps the value in capitals, it suggests and chooses", async () => {
      const page = await react(`
        const [value, setValue] = useState("");
        return <gene-suggest id="gene" aria-label="Gene" species="homo_sapiens" value={value}
          onInput={(event) => setValue(event.target.value.toUpperCase())} />;`);
      await using at = await open('<div id="app"></div>', page);
      await untilPasses(async () => expect(await at.evaluate(() => !!probe.element())).toBeTrue());
      await at.type("brc");
      await at.shows({ text: "BRC", labels: BRC });
      await at.press("ArrowDown", "Enter");
      await at.shows({ text: "BRCA1", gene: "BRCA1", labels: [] });
    });

    test.each([
      ["Vue, controlled", ':value="value" @input="value = $event.target.value"'],
      ["Vue, with v-model", 'v-model="value"'],
      ["Vue, uncontrolled", '@input="value = $event.target.value"'],
    ])("%s, it suggests and chooses", async (_, attributes) => {
      const page =
        await vue(`<gene-suggest id="gene" aria-label="Gene" species="homo_sapiens" :limit="limit + 1"
          ${attributes} @gene-choose="gene = $event.detail.label" />
        <output>{{ value }}/{{ gene }}</output>`);
      await using at = await open('<div id="app"></div>', page);
      await untilPasses(async () => expect(await at.evaluate(() => !!probe.element())).toBeTrue());
      await suggestsAndChooses(at);
      await untilPasses(async () => expect(await textOf(at, "output")).toBe("BRCA2/BRCA2"));
    });

    test("Bootstrap, in a dialog of its own, it suggests, and Escape closes the list alone", async () => {
      await using at = await open(
        `<button id="open" data-bs-toggle="modal" data-bs-target="#modal" class="btn btn-primary">Open</button>
         <div class="modal fade" id="modal" tabindex="-1" aria-label="Genes"><div class="modal-dialog"><div class="modal-content">
         <div class="modal-body input-group">${ELEMENT}<button class="btn btn-primary">Go</button></div></div></div></div>`,
        {
          head: '<link rel="stylesheet" href="/bootstrap.css"><script src="/bootstrap.js" defer></script>',
          files: {
            "/bootstrap.css": await fileOf("text/css", "bootstrap/dist/css/bootstrap.min.css"),
            "/bootstrap.js": await fileOf(
              "text/javascript",
              "bootstrap/dist/js/bootstrap.bundle.min.js",
            ),
          },
        },
      );
      const isOpen = () =>
        at.evaluate(() => document.getElementById("modal")!.classList.contains("show"));
      await at.click("#open");
      await untilPasses(async () =>
        expect(await at.evaluate(() => document.activeElement?.id)).toBe("modal"),
      );
      await at.type("brc");
      await at.shows({ labels: BRC, focus: "gene" });
      const { field, popup } = {
        field: await at.box("gene-suggest"),
        popup: await at.box(".popup"),
      };
      expect(popup.top).toBeGreaterThan(field.top);
      await at.press("Escape");
      await at.shows({ labels: [] });
      expect(await isOpen()).toBeTrue();
      await at.click("gene-suggest");
      await at.shows({ labels: BRC });
      await at.click('[role="option"]');
      await at.shows({ gene: "BRCA1" });
      await at.press("Escape");
      await untilPasses(async () => expect(await isOpen()).toBeFalse());
    });

    test("Tailwind, it is as wide as it is told, and chooses", async () => {
      const sheets = [
        "tailwindcss/theme.css",
        "tailwindcss/preflight.css",
        "tailwindcss/utilities.css",
      ];
      const layers = await Promise.all(
        sheets.map(async (name) => (await fileOf("text/css", name))[1]),
      );
      const { build } = await compileCss(layers.join("\n"));
      const css = build(["w-full", "p-4", "font-mono", "text-sm", "uppercase", "tracking-widest"]);
      const body = `<div class="p-4 font-mono text-sm uppercase tracking-widest">${ELEMENT.replace("<gene-suggest", '<gene-suggest class="w-full"')}</div>`;
      await using at = await open(body, {
        head: '<link rel="stylesheet" href="/page.css">',
        files: { "/page.css": ["text/css", css] },
        size: [600, 500],
      });
      await at.type("brc");
      await at.shows({ labels: BRC });
      const [field, popup] = [await at.box("gene-suggest"), await at.box(".popup")];
      expect([field.left, field.right]).toEqual([16, 584]);
      expect([popup.left, popup.right]).toEqual([16, 584]);
      await at.click('[role="option"]');
      await at.shows({ text: "BRCA1", gene: "BRCA1" });
    });
  });

  describe("a form that is left and come back to", () => {
    test.each([
      ["kept by the browser", ""],
      ["loaded again", "no-store"],
    ])("has what it sends, as other fields have: a page that is %s", async (_, caching) => {
      const form = `<form action="sent"><input id="other" name="other" aria-label="Other">${ELEMENT}</form>`;
      await using at = await open(form, { caching });
      await at.evaluate(() => document.getElementById("other")!.focus());
      await at.press(..."typed");
      await at.type("brca2");
      await at.shows({ labels: ["BRCA2"] });
      await at.press("Enter");
      const address = () => at.evaluate(() => location.pathname + location.search);
      await untilPasses(async () => expect(await address()).toBe("/sent?other=typed&gene=brca2"));
      await at.engine.back();
      await untilPasses(async () => expect(await address()).toBe("/"));
      const state = () =>
        at.evaluate(() => {
          const entries = Array.from(new FormData(document.querySelector("form")!));
          return { text: probe.shown().text, ...Object.fromEntries(entries) };
        });
      const restored = { other: "typed", gene: "brca2", text: "brca2" };
      // Firefox restores no field of a page that was not to be stored.
      const isEmpty = name === "Firefox" && caching !== "";
      const wanted = isEmpty ? { other: "", gene: "", text: "" } : restored;
      await untilPasses(async () => expect(await state()).toEqual(wanted));
      await at.focus();
      await at.press("End", "x");
      await at.shows({ message: isEmpty ? "Keep typing: 3 characters or more" : "No gene found" });
      expect(await state()).toMatchObject({ gene: isEmpty ? "x" : "brca2x" });
    });
  });

  describe("what text fields have reaches the field:", () => {
    const attributes = (given: string) => ELEMENT.replace("species", `${given} species`);

    test("readonly", async () => {
      await using at = await open(attributes('readonly value="brc"'));
      await at.type("a");
      await at.press("ArrowDown");
      expect(await at.shown()).toMatchObject({ text: "brc", labels: [], focus: "gene" });
      expect(at.gate.queries).toEqual([]);
      await at.evaluate(() => {
        probe.element().readOnly = false;
      });
      await at.press("End", "a");
      await at.shows({ text: "brca", labels: ["BRCA1", "BRCA2"] });
    });

    test("maxlength, minlength and pattern", async () => {
      await using at = await open(attributes('maxlength="4" minlength="3" pattern="[a-z]+"'));
      const flaws = () =>
        at.evaluate(() => {
          const { validity, validationMessage } = probe.element();
          const { tooShort, patternMismatch, valid } = validity;
          return [tooShort, patternMismatch, valid, validationMessage !== ""];
        });
      await at.type("br");
      expect(await flaws()).toEqual([true, false, false, true]);
      await at.press("c", "a", "2");
      await at.shows({ text: "brca" });
      expect(await flaws()).toEqual([false, false, true, false]);
      await at.press("Backspace", "1");
      expect(await flaws()).toEqual([false, true, false, true]);
    });

    test("autofocus", async () => {
      await using at = await open(`<input aria-label="Other">${attributes("autofocus")}`);
      await at.shows({ focus: "gene" });
      await at.press(..."brc");
      await at.shows({ labels: BRC });
    });

    test("aria-describedby, aria-labelledby and aria-invalid", async () => {
      const texts = '<p id="one">First</p><p id="two">Second</p><p id="three">Third</p>';
      const described =
        'aria-describedby="one two" aria-labelledby="three" aria-invalid="true" placeholder="BRCA2"';
      await using at = await open(`${attributes(described)}${texts}`);
      const field = () =>
        at.evaluate(() => {
          const { ariaDescribedByElements, ariaLabel, ariaInvalid, placeholder } = probe
            .element()
            .shadowRoot!.querySelector("input")!;
          const description = ariaDescribedByElements?.map(({ textContent }) => textContent);
          return { description, ariaLabel, ariaInvalid, placeholder };
        });
      expect(await field()).toEqual({
        description: ["First", "Second"],
        ariaLabel: "Third",
        ariaInvalid: "true",
        placeholder: "BRCA2",
      });
      await at.evaluate(() => {
        for (const name of ["aria-describedby", "aria-labelledby", "aria-invalid", "placeholder"]) {
          probe.element().removeAttribute(name);
        }
      });
      expect(await field()).toMatchObject({
        ariaLabel: "Gene",
        ariaInvalid: null,
        placeholder: "",
      });
    });

    test("setCustomValidity() and select()", async () => {
      await using at = await open(`<form>${ELEMENT}<button>Go</button></form>`);
      await at.type("brc");
      await at.shows({ labels: BRC });
      const state = () =>
        at.evaluate(() => {
          const element = probe.element();
          return [
            element.validity.customError,
            element.validationMessage,
            element.matches(":invalid"),
          ];
        });
      await at.evaluate(() => probe.element().setCustomValidity("Choose a gene"));
      expect(await state()).toEqual([true, "Choose a gene", true]);
      await at.press("Enter");
      expect(await at.evaluate(() => probe.events.includes("submit"))).toBeFalse();
      await at.evaluate(() => probe.element().setCustomValidity(""));
      expect(await state()).toEqual([false, "", false]);
      await at.evaluate(() => probe.element().select());
      expect(
        await at.evaluate(() => [probe.element().selectionStart, probe.element().selectionEnd]),
      ).toEqual([0, 3]);
      await at.press("t");
      await at.shows({ text: "t" });
    });

    test("properties", async () => {
      await using at = await open(`<gene-suggest id="gene" aria-label="Gene"></gene-suggest>`);
      const read = () =>
        at.evaluate(() => {
          const { species, match, limit, minimum, placeholder, endpoint } = probe.element();
          return { species, match, limit, minimum, placeholder, endpoint };
        });
      expect(await read()).toEqual({
        species: "",
        match: "",
        limit: null,
        minimum: null,
        placeholder: "",
        endpoint: "",
      });
      const set = {
        species: "mouse",
        match: "infix",
        limit: 1,
        minimum: 2,
        placeholder: "Gene…",
        endpoint: `${at.gate.url}/v1/suggest`,
      };
      await at.evaluate((given: object) => void Object.assign(probe.element(), given), set);
      expect(await read()).toEqual(set);
      await at.type("rca");
      await at.shows({ labels: ["Brca1"] });
      const { search } = at.gate.asked.at(-1)!;
      expect(search).toBe("?species=mouse&query=rca&match=infix&limit=1");
    });
  });
}
