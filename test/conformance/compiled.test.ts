import { catalogueOf } from "../support/indexes/compiled.ts";
import { describeConformance } from "./describe.ts";

describeConformance("a compiled index", async (rows) => ({
  catalogue: catalogueOf(rows),
  [Symbol.asyncDispose]: async () => {},
}));
