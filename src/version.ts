import manifest from "../package.json";

/** This program and its version, as the index's provenance and `--version` say it. */
export const VERSION = manifest.version;
export const BUILDER = `assembl ${VERSION}`;
