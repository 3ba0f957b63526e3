/** How this machine reaches the npm registry, so that a build in a container can do the same. */

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const REGISTRY_VARIABLES = ["npm_config_registry", "NPM_CONFIG_REGISTRY", "BUN_CONFIG_REGISTRY"];
const CERTIFICATE_VARIABLES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];

/** Variables and read-only mounts for the build; none of them is in the image. */
export interface NpmAccess {
  env: Record<string, string>;
  volumes: string[];
}

export function npmAccess(): NpmAccess {
  const env = Object.fromEntries(
    [...REGISTRY_VARIABLES, ...CERTIFICATE_VARIABLES].flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  );
  const npmrc = join(homedir(), ".npmrc");
  const certificates = [...CERTIFICATE_VARIABLES.map((name) => env[name]), certificatesOf(npmrc)];
  const files = new Set(certificates.filter((file) => file !== undefined && existsSync(file)));
  const volumes = [...files].map((file) => `${file}:${file}:ro`);
  if (existsSync(npmrc)) volumes.push(`${npmrc}:/root/.npmrc:ro`);
  return { env, volumes };
}

/** The file of certificates that an npm configuration names. */
function certificatesOf(npmrc: string): string | undefined {
  if (!existsSync(npmrc)) return undefined;
  return readFileSync(npmrc, "utf8").match(/^\s*cafile\s*=\s*"?([^"\n]+?)"?\s*$/m)?.[1];
}
