import type { Catalogue } from "../lookup/catalogue.ts";
import { Served } from "../server/served.ts";
import type { ServerState } from "../server/state.ts";
import type { Supply } from "./supply.ts";

/** A catalogue of data that are somewhere else. */
export interface RemoteCatalogue extends Catalogue {
  /** Where they are, without a password. */
  readonly name: string;
  /** Lets go of them. */
  end(): Promise<void>;
}

/** Serves one catalogue, which always answers from the data as they are. */
export class LiveSupply implements Supply {
  readonly name: string;

  constructor(
    private readonly catalogue: RemoteCatalogue,
    private readonly state: ServerState,
  ) {
    this.name = catalogue.name;
  }

  async start(): Promise<void> {
    this.state.served = new Served(this.catalogue, this.state.settings);
    // Warms up what the first question would wait for; a failure is told to the log where it happens.
    Promise.resolve(this.catalogue.ready()).catch(() => {});
  }

  follow(): void {}

  async look(): Promise<void> {}

  stop(): Promise<void> {
    return this.catalogue.end();
  }
}
