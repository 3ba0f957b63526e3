/** `bun run bench`: how fast and small everything is, each figure beside a baseline from the same run. */

import { parseArgs } from "node:util";
import { build } from "./bench/build.ts";
import { type Bench, prepareCorpora } from "./bench/corpora.ts";
import { element } from "./bench/element.ts";
import type { Table } from "./bench/figures.ts";
import { live } from "./bench/live.ts";
import { lookup } from "./bench/lookup.ts";
import { open } from "./bench/open.ts";
import { overhead } from "./bench/overhead.ts";
import { publishing } from "./bench/publishing.ts";
import { redisLookUps } from "./bench/redis-look-ups.ts";
import { relevance } from "./bench/relevance.ts";
import { toJson, toText } from "./bench/report.ts";
import { cpu, memory } from "./bench/serving.ts";
import { size } from "./bench/size.ts";
import { start } from "./bench/start.ts";
import { swaps } from "./bench/swaps.ts";
import { tiers } from "./bench/tiers.ts";
import { workers } from "./bench/workers.ts";

const MEASUREMENTS: Record<string, (bench: Bench) => Promise<Table[]>> = {
  size,
  lookup,
  tiers,
  open,
  build,
  memory,
  cpu,
  start,
  swaps,
  live,
  relevance,
  workers,
  publishing,
  overhead,
  redis: redisLookUps,
  element,
};

const USAGE = `bun run bench [--small] [--only ${Object.keys(MEASUREMENTS).join("|")}] [--json FILE]

  --small  a corpus of 20,000 rows, to see in seconds that everything runs
  --only   one measurement; can be given several times
  --json   also writes the figures to a file; with - they go to standard output in place of the tables`;

const { values } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: Object.keys(MEASUREMENTS) },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const unknown = values.only.filter((name) => !(name in MEASUREMENTS));
if (values.help || unknown.length > 0) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const corpora = await prepareCorpora(values.small);
const tables: Table[] = [];
for (const name of values.only) {
  const measured = await MEASUREMENTS[name]!({ corpora, small: values.small });
  if (values.json !== "-") for (const table of measured) console.log(toText(table, values.small));
  tables.push(...measured);
}
const json = toJson(tables, values.small);
if (values.json === "-") console.log(json);
else if (values.json !== undefined) await Bun.write(values.json, json);
