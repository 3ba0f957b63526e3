/** What keeps a server's catalogue. */
export interface Supply {
  /** Where the data come from, without a password. */
  readonly name: string;
  /** Serves what can be served at once. @throws AssemblError where the server is not to start */
  start(): Promise<void>;
  /** Serves what comes later. */
  follow(): void;
  /** Looks whether there is something new, now. */
  look(): Promise<void>;
  stop(): Promise<void>;
}
