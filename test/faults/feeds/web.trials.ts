/** Web servers that hand out indexes, and what they do instead. */

import { zstdCompressSync } from "node:zlib";
import { compileRows, fileOf } from "../../support/indexes/compiled.ts";
import {
  type Answer,
  beginning,
  file,
  headOf,
  startWeb,
  status,
  type WebServer,
} from "../../support/servers/web-server.ts";
import { until } from "../../support/until.ts";
import { refusedMutant } from "../files/files.trials.ts";
import { ROWS, Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";

const WHOLE = fileOf(compileRows(ROWS));
const BOMB = zstdCompressSync(Buffer.concat([WHOLE.subarray(0, 200), Buffer.alloc(64 << 20)]));

/** The head of an answer with a body of its own, sent as it is. */
const raw =
  (head: string, body: Uint8Array): Answer =>
  (connection) => {
    connection.write(head);
    connection.end(body);
  };

const HARMS: readonly ((trial: Trial) => Answer)[] = [
  () => status(500),
  () => status(404),
  () => status(302, { Location: "/elsewhere" }),
  () => status(304),
  () => (connection) => connection.destroy(),
  () => raw("HTTP/1.1 200\r\nContent-Length: x\r\n\r\n", WHOLE),
  () => raw(headOf(200, { "Content-Length": String(WHOLE.length + 100) }), WHOLE),
  () => raw(headOf(200, { "Content-Length": "99999999999999" }), WHOLE),
  () => raw(headOf(200, { "Transfer-Encoding": "chunked" }), Buffer.from("zz\r\n")),
  () => file(Buffer.from("<html>no index</html>")),
  () => file(new Uint8Array(0)),
  () => file(WHOLE.subarray(0, WHOLE.length >> 1)),
  () => file(BOMB),
  (trial) => file(trial.random.bytes(5000)),
  (trial) => file(refusedMutant(trial)),
  (trial) => file(zstdCompressSync(refusedMutant(trial))),
  () => beginning(WHOLE.subarray(0, 10), WHOLE.length),
];

/** Whatever it answers, the index before serves on; a good one is then taken again. */
async function harmfulWeb(trial: Trial): Promise<void> {
  await using web = await startWeb(file(WHOLE));
  await using target = await Target.start({ index: web.url(), args: ["--index-refresh", "0"] });
  while (trial.tried < trial.times) {
    web.answer = HARMS[trial.tried % HARMS.length]!(trial);
    const asked = web.requests.length;
    target.server.hangUp();
    await until(() => web.requests.length > asked);
    trial.tried++;
    // One that is silent would be waited for.
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
    name: "a web server that hands out no index",
    times: { short: 34, long: 500 },
    run: harmfulWeb,
  },
];
