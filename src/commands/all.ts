import type { Command } from "../cli/command.ts";
import { build } from "./build.ts";
import { health } from "./health.ts";
import { inspect } from "./inspect.ts";
import { publish } from "./publish.ts";
import { query } from "./query.ts";
import { resolve } from "./resolve.ts";
import { serve } from "./serve.ts";
import { verify } from "./verify.ts";
import { worker } from "./worker.ts";

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  build,
  serve,
  query,
  resolve,
  inspect,
  verify,
  publish,
  health,
  worker,
];
