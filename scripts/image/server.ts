/** Runs the image's server and asks it what a client and an orchestrator would. */

import { effectiveUser, killTree, processTree, runs } from "../../test/support/processes/proc.ts";
import type { Ended, Program } from "../../test/support/processes/program.ts";
import { freePort } from "../../test/support/servers/daemon.ts";
import { until } from "../../test/support/until.ts";
import type { Buildah, ImageConfig, RunOptions } from "./buildah.ts";

const START_SECONDS = 30;
const STOP_SECONDS = 15;

/** The image's server, run by its own entry point and command. */
export class ImageServer implements AsyncDisposable {
  readonly #running: Program;
  #ended: Ended | undefined;

  private constructor(
    readonly buildah: Buildah,
    readonly container: string,
    readonly config: ImageConfig,
    readonly options: RunOptions,
    readonly url: string,
  ) {
    this.#running = buildah.start(container, [...config.Entrypoint, ...config.Cmd], options);
    this.#running.ended.then((ended) => {
      this.#ended = ended;
    });
  }

  /** Starts the server with a folder mounted read-only at /data, and waits until it is ready. */
  static async start(
    buildah: Buildah,
    name: string,
    config: ImageConfig,
    data: string,
  ): Promise<ImageServer> {
    const port = await freePort();
    const server = new ImageServer(
      buildah,
      await buildah.container(name),
      config,
      { env: { PORT: String(port) }, volumes: [`${data}:/data:ro`] },
      `http://127.0.0.1:${port}`,
    );
    try {
      await server.#waitUntilReady();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      const { stdout, stderr } = server.#running;
      throw new Error(`${error instanceof Error ? error.message : error}\n${stdout}${stderr}`);
    }
    return server;
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(this.url + path, { signal: this.buildah.stop });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return await response.json();
  }

  /** Runs the image's health check inside the container, and returns its exit code. */
  async health(): Promise<number | null> {
    const [kind, ...command] = this.config.Healthcheck?.Test ?? ["NONE"];
    if (kind !== "CMD") throw new Error(`it is of kind ${kind}, not a plain command`);
    return (await this.buildah.start(this.container, command, this.options).ended).code;
  }

  /** The user that the server acts as. */
  user(): number {
    return effectiveUser(this.#pid());
  }

  /** The root of its files, as the server sees it. */
  root(): string {
    return `/proc/${this.#pid()}/root`;
  }

  /** Sends SIGTERM to the server itself, and returns its exit code. */
  async terminate(): Promise<number | null> {
    process.kill(this.#pid(), "SIGTERM");
    await this.#until(STOP_SECONDS, () => this.#ended !== undefined);
    if (this.#ended === undefined) throw new Error(`still running after ${STOP_SECONDS} s`);
    return this.#ended.code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended === undefined) killTree(this.#running.pid);
    await this.#running.ended;
  }

  async #waitUntilReady(): Promise<void> {
    let ready = false;
    await this.#until(START_SECONDS, async () => {
      ready = await fetch(`${this.url}/readyz`).then(
        (response) => response.ok,
        () => false,
      );
      return ready || this.#ended !== undefined;
    });
    if (ready) return;
    throw new Error(
      this.#ended === undefined
        ? `not ready within ${START_SECONDS} s`
        : `it ended with exit code ${this.#ended.code}`,
    );
  }

  async #until(seconds: number, reached: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    const { stop } = this.buildah;
    await until(async () => (await reached()) || Date.now() > deadline || stop.aborted);
    stop.throwIfAborted();
  }

  /** The server's own process, which is a descendant of buildah's. */
  #pid(): number {
    const pid = processTree(this.#running.pid).find((pid) => runs(pid, this.config.Entrypoint[0]!));
    if (pid === undefined) throw new Error("the image's server is not running");
    return pid;
  }
}
