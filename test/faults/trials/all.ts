import { CONNECTIONS } from "./connections.ts";
import { DATABASES } from "./databases.ts";
import { FILES } from "./files.ts";
import { FLEETS } from "./fleets.ts";
import { INDEXES } from "./indexes.ts";
import { LOAD } from "./load.ts";
import { PROCESSES } from "./processes.ts";
import { QUESTIONS } from "./questions.ts";
import { REDIS } from "./redis.ts";
import { REQUESTS } from "./requests.ts";
import { SHAPES } from "./shapes.ts";
import { SOURCES } from "./sources.ts";
import type { Fault } from "./trial.ts";
import { WEBS } from "./webs.ts";

/** Every fault that is tried; another one is added to the file of its kind, or as a file here. */
export const FAULTS: readonly Fault[] = [
  ...QUESTIONS,
  ...SHAPES,
  ...REQUESTS,
  ...CONNECTIONS,
  ...INDEXES,
  ...SOURCES,
  ...FILES,
  ...WEBS,
  ...REDIS,
  ...DATABASES,
  ...PROCESSES,
  ...FLEETS,
  ...LOAD,
];
