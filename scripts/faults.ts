/** `bun run faults`: everything that can go wrong around Assembl, tried on purpose while it answers. */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { alignColumns } from "../src/cli/table.ts";
import { FAULTS } from "../test/faults/all.ts";
import { type Fault, type Form, Trial } from "../test/faults/trial.ts";
import { ensureTools, FAULT_TOOLS } from "../test/support/processes/debian.ts";
import { ASSEMBL } from "../test/support/processes/program.ts";

const USAGE = `bun run faults [--long] [--only NAME]... [--seed NUMBER] [--program FILE] [--list]

  --long  1,000,000 fuzzed requests and 100,000 mutated indexes, in place of a hundredth of them
  --only  faults with this in their name; can be given several times
  --seed  the seed of an earlier run, to repeat it
  --program  an executable that attacks are made on, in place of the checkout
  --list  the names of all faults`;

const HEADINGS = ["fault", "tried", "requests sent", "failed", "wrong", "seconds"];
const NUMBER_COLUMNS = [1, 2, 3, 4, 5];
const LARGEST_SEED = 2 ** 31;

const { values } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    seed: { type: "string" },
    program: { type: "string" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const form: Form = values.long ? "long" : "short";
const chosen = FAULTS.filter(({ times }) => times[form] > 0).filter(
  ({ name, isOpen }) =>
    values.only?.some((part) => name.includes(part)) ?? (values.long || !isOpen),
);
const program = values.program === undefined ? ASSEMBL : [resolve(values.program)];
const seed =
  values.seed === undefined ? Math.floor(Math.random() * LARGEST_SEED) : Number(values.seed);
if (values.help || chosen.length === 0 || !Number.isSafeInteger(seed)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
if (values.list) {
  for (const { name } of chosen) console.log(name);
  process.exit(0);
}

await ensureTools(FAULT_TOOLS);
console.log(`${chosen.length} faults, ${form} form, seed ${seed}`);
const outcomes = new Map<Fault, string[]>();
let bad = 0;
const patient = chosen.filter(({ isPatient }) => isPatient);
const waiting = patient.map(tell);
for (const fault of chosen) if (!patient.includes(fault)) await tell(fault);
await Promise.all(waiting);
const lines = chosen.map((fault) => outcomes.get(fault)!);
console.log(`\n${alignColumns([HEADINGS, ...lines], NUMBER_COLUMNS).join("\n")}`);
if (bad > 0) {
  console.log(`\n${bad} of ${chosen.length} faults did harm; to repeat this run: --seed ${seed}`);
  process.exit(1);
}
// Whatever a fault has left open would keep this process from ending.
process.exit(0);

/** Tries a fault, and prints the outcome. */
async function tell(fault: Fault): Promise<void> {
  const start = performance.now();
  const trial = await attempt(fault);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = [trial.tried, trial.sent, trial.failed, trial.wrong];
  outcomes.set(fault, [fault.name, ...counts.map((count) => count.toLocaleString("en")), seconds]);
  if (!trial.isGood) bad++;
  console.log(`${trial.isGood ? "ok" : "NOT OK"} ${fault.name} (${seconds} s)`);
  for (const line of [...trial.notes, ...trial.told]) console.log(`   ${line}`);
}

async function attempt(fault: Fault): Promise<Trial> {
  // Each fault has a seed of its own, so that it does the same alone as among all.
  const trial = new Trial(fault, Bun.hash.crc32(`${seed} ${fault.name}`), form, program);
  try {
    await fault.run(trial);
  } catch (error) {
    trial.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  if (trial.tried === 0) trial.fail("it was never tried");
  return trial;
}
