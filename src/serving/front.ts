import { ownProgram } from "../feeds/subprogram.ts";
import type { Log } from "../log.ts";
import { IndexCatalogue } from "../lookup/index-catalogue.ts";
import { type ClientAddress, clientAddressBehind } from "../server/client-address.ts";
import { type RunningServer, startServer } from "../server/server.ts";
import type { ServerState } from "../server/state.ts";
import type { ServerSettings } from "../settings.ts";
import type { PrivateIndex } from "../store/generations.ts";

/** What takes requests: this process, or workers of it. */
export interface Front {
  /** Starts to take requests. @returns `http://127.0.0.1:8000` @throws AssemblError if it cannot listen there */
  listen(): Promise<string>;
  /** Replaces the index that requests are answered from; resolves once none is answered from the one before. */
  serve(index: PrivateIndex): Promise<void>;
  /**
   * Reports that it is not ready, goes on for a while so that load balancers notice, then takes no more connections
   * and finishes the requests in hand.
   */
  stop(drainMs: number): Promise<void>;
}

/** As many processes as WORKERS says. @throws UsageError where TRUSTED_PROXIES cannot be read */
export async function openFront(
  settings: ServerSettings,
  state: ServerState,
  log: Log,
): Promise<Front> {
  const { workers, trustedProxies } = settings;
  // Read for workers too, so that a list which cannot be read is an error before any is started.
  const clientAddress = await clientAddressBehind(trustedProxies);
  if (workers === 1) return new OwnProcess(settings, state, clientAddress, log);
  const { WorkerPool } = await import("./workers/worker-pool.ts");
  return new WorkerPool({ settings, program: ownProgram(), log, vitals: state.vitals });
}

/** Answers requests in this process. */
class OwnProcess implements Front {
  #server: RunningServer | null = null;

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
    this.state.serve(new IndexCatalogue(index));
  }

  async stop(drainMs: number): Promise<void> {
    this.state.drain();
    await Bun.sleep(drainMs);
    await this.#server?.stop();
  }
}
