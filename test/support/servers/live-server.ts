/** Servers in the test's own process that ask a real database for every answer. */

import { LiveCatalogue, reportTo } from "../../../src/live/live-catalogue.ts";
import { DEFAULT_SPECIES_TIMES, type SpeciesTimes } from "../../../src/live/live-species.ts";
import type { AnswerSettings } from "../../../src/server/served.ts";
import { LiveSupply } from "../../../src/serving/live-supply.ts";
import {
  DEFAULT_TABLE_TIMES,
  LiveTable,
  type TableTimes,
} from "../../../src/sources/mysql/live-table.ts";
import { KeptLog } from "./feeds.ts";
import { serveNothing, type TestServer } from "./served.ts";

export interface LiveServer extends TestServer {
  readonly log: KeptLog;
}

interface LiveOptions {
  settings?: Partial<AnswerSettings>;
  times?: Partial<TableTimes>;
  speciesTimes?: Partial<SpeciesTimes>;
}

/** Serves from the database at a URL, as `assembl serve` does; disposal stops it as SIGTERM does. */
export async function serveLive(
  url: string,
  { settings = {}, times = {}, speciesTimes = {} }: LiveOptions = {},
): Promise<LiveServer> {
  const log = new KeptLog();
  const server = serveNothing(settings);
  const table = new LiveTable(url, reportTo(log), { ...DEFAULT_TABLE_TIMES, ...times });
  const catalogue = new LiveCatalogue(table, { ...DEFAULT_SPECIES_TIMES, ...speciesTimes });
  const supply = new LiveSupply(catalogue, server.state);
  await supply.start();
  return {
    ...server,
    log,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await supply.stop();
    },
  };
}
