import { cannotListen } from "../../server/server.ts";

/**
 * Makes sure that an address is nobody else's. Workers share theirs by a flag with which any two programs of one
 * user can share a port unknowingly; so it is first taken without.
 *
 * @param port 0 for any free one
 * @returns the port, which is free again
 * @throws AssemblError where it cannot be had
 */
export function claimPort(bind: string, port: number): number {
  try {
    const claim = Bun.listen({ hostname: bind, port, socket: { data() {} } });
    claim.stop(true);
    return claim.port;
  } catch (error) {
    throw cannotListen(bind, port, error);
  }
}
