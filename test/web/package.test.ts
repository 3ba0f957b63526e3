import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { run } from "../support/processes/program.ts";
import { serveRows } from "../support/servers/served.ts";
import { tempDir } from "../support/temp.ts";

// The package must be built.
setDefaultTimeout(120_000);

const CHECKOUT = join(import.meta.dir, "../..");

test("the package has the element as a module that bundlers find, the same as a server serves", async () => {
  await using dir = await tempDir();
  const archive = dir.join("assembl.tgz");
  const packed = await run([process.execPath, "pm", "pack", "--filename", archive], {
    cwd: CHECKOUT,
    env: { PATH: process.env.PATH! },
  });
  expect(packed.code).toBe(0);
  const place = dir.join("node_modules/assembl");
  await Bun.$`mkdir -p ${place} && tar -xzf ${archive} -C ${place} --strip-components 1`.quiet();
  const resolved = Bun.resolveSync("assembl/gene-suggest", dir.path);
  await using server = serveRows();
  expect(await Bun.file(resolved).text()).toBe(await (await server.get("/gene-suggest.js")).text());
});
