import { describe, expect, test } from "bun:test";
import type { GeneSuggestElement } from "../../../src/web/element/gene-suggest.ts";
import { useBrowser } from "../../support/browser/browser.ts";
import type { ElementPage } from "../../support/browser/element-page.ts";
import { untilPasses } from "../../support/until.ts";

const { openElement } = useBrowser();

/** A form that is submitted to another page of the site. */
const form = (attributes = "", around = "<button>Send</button>") =>
  `<form action="sent"><label for="gene">Gene</label>
   <gene-suggest id="gene" name="gene" species="homo_sapiens" ${attributes}></gene-suggest>${around}</form>`;

const entriesOf = ({ page }: ElementPage) =>
  page.evaluate(() => Array.from(new FormData(document.querySelector("form")!)));

const ofElement = <R>({ element }: ElementPage, read: (element: GeneSuggestElement) => R) =>
  element.evaluate(read as (element: HTMLElement | SVGElement) => R);

describe("a form", () => {
  test("is submitted with the text, chosen or not, by its button", async () => {
    await using at = await openElement(form());
    await at.type("brc", ["BRCA1", "BRCA2", "BRCC3"]);
    expect(await entriesOf(at)).toEqual([["gene", "brc"]]);
    await at.options.nth(1).click();
    expect(await entriesOf(at)).toEqual([["gene", "BRCA2"]]);
    await at.page.getByRole("button").click();
    await at.page.waitForURL("**/sent?gene=BRCA2");
  });

  test.each([
    ["with a button", "<button>Send</button>"],
    ["with a submit input", '<input type="submit" value="Send">'],
    ["without a button", ""],
  ])("is submitted by Enter: %s", async (_, around) => {
    await using at = await openElement(form("", around));
    await at.type("brca2", ["BRCA2"]);
    await at.input.press("Enter");
    await at.page.waitForURL("**/sent?gene=brca2");
  });

  test("is not sent by an Enter that chooses a suggestion, nor by a disabled button", async () => {
    await using at = await openElement(form("", "<button disabled>Send</button>"));
    await at.type("brca2", ["BRCA2"]);
    await at.input.press("ArrowDown");
    await at.input.press("Enter");
    expect(await at.input.inputValue()).toBe("BRCA2");
    await at.input.press("Enter");
    expect(new URL(at.page.url()).pathname).toBe("/");
  });

  test("that is reset has its initial value again", async () => {
    await using at = await openElement(form('value="TP53"', '<button type="reset">Reset</button>'));
    expect(await entriesOf(at)).toEqual([["gene", "TP53"]]);
    await at.input.fill("brca");
    await at.expectLabels(["BRCA1", "BRCA2"]);
    await at.page.getByRole("button").click();
    expect(await at.input.inputValue()).toBe("TP53");
    expect(await entriesOf(at)).toEqual([["gene", "TP53"]]);
    expect(await at.options.first().isVisible()).toBeFalse();
    // It follows its attribute again.
    await ofElement(at, (element) => element.setAttribute("value", "BRCA1"));
    expect(await at.input.inputValue()).toBe("BRCA1");
  });

  test("that the user comes back to has what was typed", async () => {
    await using at = await openElement(form());
    await at.type("brca2", ["BRCA2"]);
    await at.input.press("Enter");
    await at.page.waitForURL("**/sent?gene=brca2");
    await at.page.goBack();
    await untilPasses(async () => expect(await at.input.inputValue()).toBe("brca2"));
    expect(await entriesOf(at)).toEqual([["gene", "brca2"]]);
  });
});

describe("required", () => {
  test("prevents an empty form from being submitted, with the browser's message", async () => {
    await using at = await openElement(form("required"));
    await at.page.getByRole("button").click();
    expect(new URL(at.page.url()).pathname).toBe("/");
    const native = await at.page.evaluate(() => {
      const input = document.createElement("input");
      input.required = true;
      return input.validationMessage;
    });
    const state = await ofElement(at, ({ validity, validationMessage, willValidate }) => ({
      missing: validity.valueMissing,
      validationMessage,
      willValidate,
    }));
    expect(state).toEqual({ missing: true, validationMessage: native, willValidate: true });
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe("gene");
    await at.page.keyboard.type("brca2");
    await at.expectLabels(["BRCA2"]);
    expect(await ofElement(at, (element) => element.checkValidity())).toBeTrue();
    await at.page.getByRole("button").click();
    await at.page.waitForURL("**/sent?gene=BRCA2");
  });

  test("can be set and unset", async () => {
    await using at = await openElement(form());
    const isValid = () => ofElement(at, (element) => element.checkValidity());
    expect(await isValid()).toBeTrue();
    await ofElement(at, (element) => {
      element.required = true;
    });
    expect(await isValid()).toBeFalse();
    await ofElement(at, (element) => {
      element.value = "BRCA2";
    });
    expect(await isValid()).toBeTrue();
    await ofElement(at, (element) => {
      element.value = "";
      element.required = false;
    });
    expect(await isValid()).toBeTrue();
  });
});

describe("disabled", () => {
  test.each([
    ["by itself", form("disabled")],
    ["by its fieldset", `<fieldset disabled>${form()}</fieldset>`],
  ])("%s, it takes no text and is not submitted", async (_, markup) => {
    await using at = await openElement(markup);
    expect(await at.input.isDisabled()).toBeTrue();
    expect(await entriesOf(at)).toEqual([]);
    await at.page.evaluate(() => {
      document.querySelector("fieldset")?.removeAttribute("disabled");
      document.querySelector("gene-suggest")?.removeAttribute("disabled");
    });
    expect(await at.input.isDisabled()).toBeFalse();
    await at.type("brca2", ["BRCA2"]);
    expect(await entriesOf(at)).toEqual([["gene", "brca2"]]);
  });
});

describe("the accessible name of the field is", () => {
  test.each([
    [
      "that of its label",
      '<label for="g">Your  gene</label><gene-suggest id="g"></gene-suggest>',
      "Your gene",
    ],
    [
      "that of a label that comes later",
      '<gene-suggest id="g"></gene-suggest><label for="g">Later</label>',
      "Later",
    ],
    [
      "that of the label around it",
      "<label>Around <gene-suggest></gene-suggest></label>",
      "Around",
    ],
    [
      "those of its labels",
      '<label for="g">One</label><label for="g">two</label><gene-suggest id="g"></gene-suggest>',
      "One two",
    ],
    ["its aria-label", '<gene-suggest aria-label="By itself"></gene-suggest>', "By itself"],
    ["Gene, if there is no other", "<gene-suggest></gene-suggest>", "Gene"],
  ])("%s", async (_, markup, name) => {
    await using at = await openElement(markup);
    const field = at.page.getByRole("combobox", { name, exact: true });
    await untilPasses(async () => expect(await field.count()).toBe(1));
  });
});
