import type { Fault } from "../trial.ts";
import { COSTLY_DATA_ATTACKS } from "./costly-data.trials.ts";
import { FEED_ATTACKS } from "./feeds.trials.ts";
import { FILE_ATTACKS } from "./files.trials.ts";
import { MIXED_ATTACKS } from "./mixed.trials.ts";
import { REQUEST_ATTACKS } from "./requests.trials.ts";
import { SUPPLY_ATTACKS } from "./supply.trials.ts";
import { TERMINAL_ATTACKS } from "./terminals.trials.ts";

/** Every attack. */
export const ATTACKS: readonly Fault[] = [
  ...REQUEST_ATTACKS,
  ...COSTLY_DATA_ATTACKS,
  ...FILE_ATTACKS,
  ...FEED_ATTACKS,
  ...TERMINAL_ATTACKS,
  ...SUPPLY_ATTACKS,
  ...MIXED_ATTACKS,
];
