import { expect, test } from "bun:test";
import { TIERS } from "../../../src/lookup/tiers.ts";
import { REASONS } from "../../../src/web/element/texts.ts";

test("the element says for every tier whether it shows why a label matched", () => {
  expect(Object.keys(REASONS)).toEqual([...TIERS]);
});
