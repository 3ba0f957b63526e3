/** Feeds as a server takes them: what they bring is served, what they refuse is logged. */

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

/** An index whose best label is this one. */
export const indexWith = (label: string) => fileOf(compileRows([labelRow("homo_sapiens", label)]));

/** A store of generations in one folder, as a new run of the program opens it. */
export const generationsIn = (folder: string) =>
  Generations.open({ folders: [folder], keep: 3, warn: () => {} });

/** A log that keeps its events, as lines of JSON. */
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

  /** Why indexes were refused, in order. */
  get refusals(): string[] {
    const events = this.lines.map((line) => JSON.parse(line));
    return events.filter(({ event }) => event === "index refused").map(({ reason }) => reason);
  }
}

/** What is served from a feed. */
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

  /** Serves what an earlier run has brought. */
  start(): Promise<void> {
    return this.#supply.start();
  }

  /** Follows the feed; resolves once what it brings first is served, or was refused. */
  follow(): Promise<void> {
    this.#supply.follow();
    // Who asks now shares the look that was just begun.
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

  /** What the log calls the feed. */
  get name(): string {
    return this.#supply.name;
  }

  get served() {
    return this.state.served;
  }

  /** The best labels of the first species; none where nothing is served. */
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

/** A server that was started and has looked once. */
export async function serveFeed(feed: Feed): Promise<FedServer> {
  const server = new FedServer(feed);
  await server.start();
  await server.follow();
  return server;
}
