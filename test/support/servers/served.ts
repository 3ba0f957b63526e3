/** Servers in the test's own process. */

import { Log } from "../../../src/log.ts";
import type { AnswerSettings } from "../../../src/server/served.ts";
import { startServer } from "../../../src/server/server.ts";
import { ServerState } from "../../../src/server/state.ts";
import { readSettings, settingsIn } from "../../../src/settings.ts";
import { exchange } from "../clients/connection.ts";
import { GENES } from "../data/genes.ts";
import type { Row } from "../data/rows.ts";
import { catalogueOf } from "../indexes/compiled.ts";

/** The defaults of the settings that decide what is answered and how it is sent. */
export const DEFAULTS: AnswerSettings = readSettings(settingsIn("answers", "http"), {
  flags: {},
  environment: {},
});

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly state: ServerState;
  get(target: string, init?: RequestInit): Promise<Response>;
  /** The body of an answer, whose status must be 200. */
  json<T>(target: string): Promise<T>;
  /** Sends the text of a request; resolves with everything up to the end of the connection. */
  raw(request: string): Promise<string>;
}

/** A server that has no index yet. */
export function serveNothing(settings: Partial<AnswerSettings> = {}): TestServer {
  const state = new ServerState({ ...DEFAULTS, ...settings });
  const log = new Log("off");
  const server = startServer({ bind: "127.0.0.1", port: 0, state, log, accessLog: false });
  const get = (target: string, init?: RequestInit) => fetch(server.url + target, init);
  return {
    url: server.url,
    state,
    get,
    async json<T>(target: string) {
      const response = await get(target);
      if (response.status !== 200) throw new Error(`${target}: ${response.status}`);
      return (await response.json()) as T;
    },
    raw: (request) => exchange(server.url, request),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** A server with an index of these rows. */
export function serveRows(
  rows: readonly Row[] = GENES,
  settings: Partial<AnswerSettings> = {},
): TestServer {
  const server = serveNothing(settings);
  server.state.serve(catalogueOf(rows));
  return server;
}

/** The body of a problem document of RFC 9457. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  parameter: string | null;
  did_you_mean?: string[];
}
