import type { PrivateIndex } from "../index/generations.ts";
import type { Log } from "../log.ts";
import type { ClientAddress } from "./client-address.ts";
import type { Front } from "./front.ts";
import { type ListenSettings, type RunningServer, startServer } from "./server.ts";
import type { ServerState } from "./state.ts";

/** Requests are answered in this process. */
export class OwnProcess implements Front {
  #server: RunningServer | undefined;

  constructor(
    private readonly settings: ListenSettings,
    private readonly state: ServerState,
    private readonly clientAddress: ClientAddress,
    private readonly log: Log,
  ) {}

  async listen(): Promise<string> {
    const { settings, state, clientAddress, log } = this;
    this.#server = startServer({ ...settings, state, clientAddress, log });
    return this.#server.url;
  }

  async serve({ index }: PrivateIndex): Promise<void> {
    this.state.serve(index);
  }

  async stop(drainMs: number): Promise<void> {
    this.state.draining = true;
    await Bun.sleep(drainMs);
    await this.#server?.stop();
  }
}
