/** A certificate for `localhost` that nobody has signed. */

import { ASSEMBL, run, succeed } from "../processes/program.ts";
import type { TempDir } from "../temp.ts";

export interface Certificate {
  /** The file, for those who are to trust it. */
  path: string;
  key: string;
  cert: string;
}

export async function makeCertificate(dir: TempDir): Promise<Certificate> {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", dir.join("key"), "-out", dir.join("cert")];
  const kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  await succeed(["openssl", "req", ...kind, ...subject, ...files]);
  const textOf = (name: string) => Bun.file(dir.join(name)).text();
  return { path: dir.join("cert"), key: await textOf("key"), cert: await textOf("cert") };
}

/** What the program says of the index at an address. @param trusted a certificate that it trusts */
export async function inspectAt(address: string, trusted?: Certificate): Promise<string> {
  const env = trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted.path };
  const { stdout, stderr } = await run([...ASSEMBL, "inspect", address], { env });
  return stdout + stderr;
}
