/** Web servers with bad answers instead of indexes. */

import { zstdCompressSync } from "node:zlib";
import { compileRows, fileOf } from "../../support/indexes/compiled.ts";
import {
  type Answer,
  beginning,
  file,
  startWeb,
  status,
  type WebServer,
} from "../../support/servers/web-server.ts";
import { until } from "../../support/until.ts";
import { refusedMutant } from "../files/files.trials.ts";
import { ROWS, Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { badAnswers } from "./bad-answers.ts";

const WHOLE = fileOf(compileRows(ROWS));
const BOMB = zstdCompressSync(Buffer.concat([WHOLE.subarray(0, 200), Buffer.alloc(64 << 20)]));

const HARMS: readonly ((trial: Trial) => Answer)[] = [
  ...Object.values(badAnswers(WHOLE)).map(
    ({ answer }) =>
      () =>
        answer,
  ),
  () => status(304),
  () => file(BOMB),
  () => beginning(WHOLE.subarray(0, 10), WHOLE.length),
  (trial) => file(trial.random.bytes(5000)),
  (trial) => file(refusedMutant(trial)),
  (trial) => file(zstdCompressSync(refusedMutant(trial))),
];

/** Whatever the web server answers, the old index is still served, and a good one is taken afterwards. */
async function harmfulWeb(trial: Trial): Promise<void> {
  await using web = await startWeb(file(WHOLE));
  await using target = await Target.start({ index: web.url(), args: ["--index-refresh", "0"] });
  while (trial.tried < trial.times) {
    web.answer = HARMS[trial.tried % HARMS.length]!(trial);
    const asked = web.requests.length;
    target.server.hangUp();
    await until(() => web.requests.length > asked);
    trial.tried++;
    // The server would wait for an answer that never ends.
    if (web.connections > 0) await restart(web);
  }
  web.answer = file(WHOLE);
  await target.conclude(trial, { warnings: ["index refused"] });
}

async function restart(web: WebServer): Promise<void> {
  await web.close();
  await web.open();
}

export const WEBS: readonly Fault[] = [
  {
    name: "a web server with bad answers",
    times: { short: 34, long: 500 },
    run: harmfulWeb,
  },
];
