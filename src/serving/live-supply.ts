import type { Answers, Catalogue } from "../lookup/catalogue.ts";
import type { ServerState } from "../server/state.ts";
import type { Supply } from "./supply.ts";

/** A catalogue whose data are kept elsewhere. */
export interface RemoteCatalogue extends Catalogue, Pick<Answers, "ready"> {
  /** Where they are, without a password. */
  readonly name: string;
  /** Closes the connections to them. */
  end(): Promise<void>;
}

/** Serves one catalogue, which always answers from the current data. */
export class LiveSupply implements Supply {
  readonly name: string;

  constructor(
    private readonly catalogue: RemoteCatalogue,
    private readonly state: ServerState,
  ) {
    this.name = catalogue.name;
  }

  async start(): Promise<void> {
    this.state.serve(this.catalogue);
    // Prepares what the first request would wait for; a failure is logged where it happens.
    Promise.resolve(this.catalogue.ready()).catch(() => {});
  }

  follow(): void {}

  async look(): Promise<void> {}

  stop(): Promise<void> {
    return this.catalogue.end();
  }
}
