/** Generations whose answers to every request differ, so that an answer from the wrong one is noticed. */

import { expect } from "bun:test";
import { Log } from "../../../src/log.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { dispatch } from "../../../src/server/dispatch.ts";
import { ServerState } from "../../../src/server/state.ts";
import type { Expected } from "../clients/constant-load.ts";
import type { Row } from "../data/rows.ts";
import { DEFAULTS } from "../servers/served.ts";
import { compileRows, fileOf } from "./compiled.ts";

const SPECIES = ["homo_sapiens", "mus_musculus"];
const NAMES = "ABCDE";

/** The rows of a generation, whose answers to all TARGETS differ from those of the others. */
function rowsOf(generation: number): Row[] {
  const name = NAMES[generation]!;
  const gene = (species: string, label: string, i: number): Row => {
    const id = `ENSG${generation}${String(i).padStart(10, "0")}`;
    return [species, label, id, `${1 + generation}:${1 + i}-${100 + i}`, "core"];
  };
  return SPECIES.flatMap((species) =>
    Array.from({ length: 400 + generation }, (_, i) => [
      gene(species, `KIN${i}${name}`, i),
      gene(species, `ZNF${i}${name}`, 1000 + i),
      gene(species, `SHARED${i}`, 2000 + i),
    ]).flat(),
  );
}

/** Requests, some with answers that the server remembers, some with answers that are too long for that. */
export const TARGETS = SPECIES.flatMap((species) => [
  "/v1/species",
  ...["kin", "znf", "kin1", "znf21"].flatMap((query) => [
    `/gene_suggest/?species=${species}&query=${query}`,
    `/gene_suggest/?species=${species}&query=${query}&limit=25`,
    `/v1/suggest?species=${species}&query=${query}&limit=2`,
    `/v1/suggest?species=${species}&query=${query}&limit=25`,
  ]),
  ...[1, 2, 3, 4].map((i) => `/v1/genes?species=${species}&label=shared${i}`),
]);

export interface Generation {
  file: Uint8Array;
  tag: string;
  /** By target. */
  answers: ReadonlyMap<string, string>;
}

/** An index, and the answers of a server that has only this one. */
async function makeGeneration(number: number): Promise<Generation> {
  const file = fileOf(compileRows(rowsOf(number)));
  const state = new ServerState(DEFAULTS);
  state.serve(new IndexCatalogue(new OpenIndex(file)));
  const answers = new Map<string, string>();
  for (const target of TARGETS) {
    const request = new Request(`http://localhost${target}`);
    answers.set(target, await (await dispatch(request, state, new Log("off"))).text());
  }
  return { file, tag: state.served!.tag!, answers };
}

/** Five generations, none of which answers any of TARGETS as another does. */
export async function makeGenerations(): Promise<Generation[]> {
  const generations = await Promise.all(Array.from(NAMES, (_, i) => makeGeneration(i)));
  for (const target of TARGETS) {
    const answers = generations.map((generation) => generation.answers.get(target));
    expect(new Set(answers).size).toBe(generations.length);
  }
  return generations;
}

/** The answers that clients may get. */
export function expectedOf(generations: readonly Generation[]): Expected {
  return new Map(generations.map(({ tag, answers }) => [tag, answers]));
}
