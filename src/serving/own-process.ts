import type { Log } from "../log.ts";
import type { ClientAddress } from "../server/client-address.ts";
import { type RunningServer, startServer } from "../server/server.ts";
import type { ServerState } from "../server/state.ts";
import type { ServerSettings } from "../settings.ts";
import type { PrivateIndex } from "../store/generations.ts";
import type { Front } from "./front.ts";

/** Requests are answered in this process. */
export class OwnProcess implements Front {
  #server: RunningServer | undefined;

  constructor(
    private readonly settings: ServerSettings,
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
