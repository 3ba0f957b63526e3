import manifest from "../package.json";

export const VERSION = manifest.version;
/** The program and its version, as the provenance of an index says it. */
export const BUILDER = `assembl ${VERSION}`;
