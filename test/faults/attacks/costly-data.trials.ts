/** Data that a build takes from anybody and that are costly to answer from. */

import type { TempDir } from "../../support/temp.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import { type Attacked, type AttackedOptions, attackFault } from "./attack.ts";
import { builtIndex, get, honestOfLarge, largeRows, post, WIDE } from "./data.ts";
import { atOnce, pipelined } from "./requests.trials.ts";

/** The species that has them. */
export const COSTLY_SPECIES = "costly_species";
/** Its names, each of which stands for very many genes, labels, aliases or spellings. */
export const COSTLY_NAMES = ["manygenes", "manylabels", "manyaliases", "abcdefghi"] as const;
type CostlyName = (typeof COSTLY_NAMES)[number];

const GENES: Record<Form, number> = { short: 20_000, long: 100_000 };
const ALIASES: Record<Form, number> = { short: 20_000, long: 200_000 };
const SPELLINGS = 512;
const CONNECTIONS = 20;
const PIPELINED = 50;
const NAMES = 20;

type Columns = (string | null)[];

/** Rows of the costly species, and its aliases. */
function costlyRows(form: Form): { rows: Columns[]; aliases: string[][] } {
  const genes = Array.from({ length: GENES[form] }, (_, i) => [
    COSTLY_SPECIES,
    "manygenes",
    `CSG${String(i).padStart(11, "0")}`,
    `1:${i + 1}-${i + 100}`,
    "core",
  ]);
  const labels = Array.from({ length: ALIASES[form] }, (_, i) => [COSTLY_SPECIES, `LABEL${i}`]);
  const spelt = Array.from({ length: SPELLINGS }, (_, bits) => [
    COSTLY_SPECIES,
    Array.from("abcdefghi", (letter, i) => (bits & (1 << i) ? letter.toUpperCase() : letter)).join(
      "",
    ),
  ]);
  const shared = labels.map(([species, label]) => [species!, "manylabels", label!]);
  const many = labels.map((_, i) => [COSTLY_SPECIES, `alias${i}`, "manyaliases"]);
  return {
    rows: [...genes, ...labels, ...spelt, [COSTLY_SPECIES, "manyaliases"]],
    aliases: [...shared, ...many],
  };
}

/** A server of all species of the large corpus, and of costly data. */
export async function costlyAttacked(trial: Trial, dir: TempDir): Promise<AttackedOptions> {
  const { rows, aliases } = costlyRows(trial.form);
  const all = [...largeRows(WIDE.short), ...rows];
  const index = await builtIndex(trial.program, dir, "index", all, aliases);
  return { index, honest: honestOfLarge(WIDE.short) };
}

/** Every way to ask for a name; that with aliases by one of them too. */
export function questionsOf(name: CostlyName): string[] {
  const species = `species=${COSTLY_SPECIES}`;
  const asked = name === "manyaliases" ? "alias" : name;
  return [
    get(`/gene_suggest/?${species}&query=${asked}&limit=25`),
    get(`/v1/suggest?${species}&query=${asked}&limit=25`),
    get(`/v1/suggest?${species}&query=${asked.slice(0, -1)}&limit=25`),
    get(`/v1/suggest?${species}&query=${asked.slice(1)}&limit=25&match=fuzzy`),
    get(`/v1/genes?${species}&label=${name}`),
    get("/v1/genes?stable_id=CSG00000000001"),
    get(`/v1/locate?${species}&name=${asked}`),
    post({ species: COSTLY_SPECIES, names: new Array(NAMES).fill(name) }),
  ];
}

async function askForAll(trial: Trial, attacked: Attacked, name: CostlyName): Promise<void> {
  const questions = questionsOf(name);
  await atOnce(
    attacked,
    Array.from({ length: CONNECTIONS }, (_, i) => questions[i % questions.length]!),
  );
  const asked = questions.filter((question) => /^GET .v1.(genes|suggest)/.test(question));
  await pipelined(
    attacked,
    trial.random.list(PIPELINED, () => trial.random.choose(asked)),
  );
}

const costly = (what: string, name: CostlyName): Fault =>
  attackFault(what, {
    prepare: costlyAttacked,
    attack: (trial, attacked) => askForAll(trial, attacked, name),
    isRepeated: true,
    isOpen: true,
  });

export const COSTLY_DATA_ATTACKS: readonly Fault[] = [
  costly("a label with 100,000 genes", "manygenes"),
  costly("an alias of 200,000 labels", "manylabels"),
  costly("a label with 200,000 aliases", "manyaliases"),
  costly("one fold in 512 spellings", "abcdefghi"),
];
