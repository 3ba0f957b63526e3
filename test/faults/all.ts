import { ATTACKS } from "./attacks/all.ts";
import { DATABASES } from "./databases/databases.trials.ts";
import { REDIS } from "./feeds/redis.trials.ts";
import { WEBS } from "./feeds/web.trials.ts";
import { FILES } from "./files/files.trials.ts";
import { GENE_FILES } from "./files/gene-files.trials.ts";
import { SOURCES } from "./files/label-files.trials.ts";
import { INDEXES } from "./indexes/mutants.trials.ts";
import { FLEETS } from "./processes/fleets.trials.ts";
import { PROCESSES } from "./processes/processes.trials.ts";
import { CONNECTIONS } from "./requests/connections.trials.ts";
import { LOAD } from "./requests/load.trials.ts";
import { SHAPES } from "./requests/malformed.trials.ts";
import { QUESTIONS } from "./requests/questions.trials.ts";
import { REQUESTS } from "./requests/unusual.trials.ts";
import type { Fault } from "./trial.ts";

/** Every fault that is tried. A new one is added to one of these files, or in a file of its own. */
export const FAULTS: readonly Fault[] = [
  ...QUESTIONS,
  ...SHAPES,
  ...REQUESTS,
  ...CONNECTIONS,
  ...INDEXES,
  ...SOURCES,
  ...GENE_FILES,
  ...FILES,
  ...WEBS,
  ...REDIS,
  ...DATABASES,
  ...PROCESSES,
  ...FLEETS,
  ...LOAD,
  ...ATTACKS,
];
