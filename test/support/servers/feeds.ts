/** Feeds as servers use them: the indexes that they bring are served, and those that they refuse are logged. */

import type { Feed } from "../../../src/feeds/feed.ts";
import { Log, type LogFields } from "../../../src/log.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { ServerState } from "../../../src/server/state.ts";
import { IndexSupply } from "../../../src/serving/index-supply.ts";
import { Generations } from "../../../src/store/generations.ts";
import { compileRows, fileOf, labelRow } from "../indexes/compiled.ts";
import { labelsIn } from "../indexes/look-ups.ts";
import { until } from "../until.ts";
import { DEFAULTS } from "./served.ts";

/** An index with this one label. */
export const indexWith = (label: string) => fileOf(compileRows([labelRow("homo_sapiens", label)]));

/** Opens the store of generations in a folder, as a new run of the program does. */
export const generationsIn = (folder: string) =>
  Generations.open({ folders: [folder], keep: 3, warn: () => {} });

/** A log that keeps its lines, as JSON. */
export class KeptLog extends Log {
  readonly lines: string[] = [];

  constructor() {
    super("off");
  }

  override info(event: string, fields: LogFields = {}): void {
    this.lines.push(JSON.stringify({ event, ...fields }));
  }

  override warn(event: string, fields: LogFields = {}): void {
    this.info(event, fields);
  }

  /** The reasons why indexes were refused, in order. */
  get refusals(): string[] {
    const events = this.lines.map((line) => JSON.parse(line));
    return events.filter(({ event }) => event === "index refused").map(({ reason }) => reason);
  }
}

/** A server, without HTTP, of what a feed brings. */
export class FedServer implements AsyncDisposable {
  readonly state = new ServerState(DEFAULTS);
  readonly #supply: IndexSupply;

  constructor(
    feed: Feed,
    readonly log = new KeptLog(),
  ) {
    this.#supply = new IndexSupply(
      feed,
      async ({ index }) => this.state.serve(new IndexCatalogue(index)),
      log,
      this.state.vitals,
    );
  }

  /** Serves what an earlier run has kept. */
  start(): Promise<void> {
    return this.#supply.start();
  }

  /** Follows the feed; resolves once the first index that it brings is served or refused. */
  follow(): Promise<void> {
    this.#supply.follow();
    // This joins the look that was just begun.
    return this.#supply.look();
  }

  look(): Promise<void> {
    return this.#supply.look();
  }

  async stop(): Promise<void> {
    await this.#supply.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** The feed's name in the log. */
  get name(): string {
    return this.#supply.name;
  }

  get served() {
    return this.state.served;
  }

  /** The best labels of the first species; none if nothing is served. */
  labels(limit = 1): string[] {
    const catalogue = this.state.served?.catalogue;
    if (!(catalogue instanceof IndexCatalogue)) return [];
    return labelsIn(catalogue.index, catalogue.index.species[0]!, "", limit);
  }

  /** Resolves once this is the best label. */
  until(label: string): Promise<void> {
    return until(() => this.labels()[0] === label);
  }
}

/** Starts a server, and has it look once. */
export async function serveFeed(feed: Feed): Promise<FedServer> {
  const server = new FedServer(feed);
  await server.start();
  await server.follow();
  return server;
}
