import { describe, expect, test } from "bun:test";
import { command } from "../../src/cli/command.ts";
import { overview } from "../../src/cli/help.ts";
import { runCommandLine } from "../../src/cli/run.ts";
import { COMMANDS } from "../../src/commands/all.ts";
import { AssemblError, IndexError, JSON_ERROR, readError, UsageError } from "../../src/errors.ts";
import { LOCATION_FORMS } from "../../src/feeds/locations.ts";
import { VERSION } from "../../src/version.ts";
import { printed } from "../support/printed.ts";

type Environment = Record<string, string>;

async function runWith(commands: typeof COMMANDS, args: string[], environment: Environment = {}) {
  using output = printed();
  const code = await runCommandLine(commands, args, environment);
  return { code, stdout: output.stdout, stderr: output.stderr };
}

const run = (args: string[], environment?: Environment) => runWith(COMMANDS, args, environment);

/** Runs a command that does `work`. */
function runOne(work: () => Promise<number>, ...options: string[]) {
  const spec = { summary: "test", operands: "", operandCount: [0, 0] as const };
  const only = command({
    ...spec,
    name: "only",
    options: {},
    settings: [],
    example: "assembl only",
    run: work,
  });
  return runWith([only], ["only", ...options]);
}

describe("the exit code is", () => {
  test.each([0, 1, 2])("what the command returns: %d", async (code) => {
    expect(await runOne(async () => code)).toEqual({ code, stdout: "", stderr: "" });
  });

  test.each([
    ["1 if it fails", new AssemblError("it is broken", "mend it"), 1],
    ["1 if an index is bad", new IndexError("empty", "it is broken", "mend it"), 1],
    ["2 if it was used wrongly", new UsageError("it is broken", "mend it"), 2],
  ])("%s, and one line says why", async (_, error, code) => {
    const result = await runOne(() => Promise.reject(error));
    expect(result).toEqual({ code, stdout: "", stderr: "error: it is broken; mend it\n" });
  });

  test("1 for a defect of the program, without a stack trace", async () => {
    const result = await runOne(() => Promise.reject(new TypeError("x is undefined")));
    expect(result).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: x is undefined; this should not happen, please report it\n",
    });
  });

  test("1 with one line, even if the reason has several", async () => {
    const { stderr } = await runOne(() => Promise.reject(new AssemblError("a\n  b\r\nc", "d")));
    expect(stderr).toBe("error: a b c; d\n");
  });
});

test("another process of the program reads problem and remedy as they were, whatever they contain", async () => {
  const error = new AssemblError('a {"problem": 1}; b', "c; d");
  const result = await runOne(() => Promise.reject(error), `--${JSON_ERROR}`);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 1, stdout: "" });
  expect(result.stderr).toMatch(/^[^\n]+\n$/);
  const { problem, remedy } = readError(result.stderr)!;
  expect({ problem, remedy }).toEqual({ problem: error.problem, remedy: error.remedy });
  expect(readError("reading: 7 rows")).toBeNull();
});

describe("without a command", () => {
  test.each(["--help", "-h", "help"])("%s prints the overview", async (flag) => {
    const expected = { code: 0, stdout: `${overview(COMMANDS)}\n`, stderr: "" };
    expect(await run([flag])).toEqual(expected);
  });

  test.each(["--version", "-v"])("%s prints the version", async (flag) => {
    expect(await run([flag])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
  });

  test("the overview is printed, and the exit code is that of wrong usage", async () => {
    expect(await run([])).toEqual({ code: 2, stdout: `${overview(COMMANDS)}\n`, stderr: "" });
  });
});

describe("wrong usage is one line that names the mistake:", () => {
  test.each([
    ["an unknown command", ["frobnicate"], "there is no command frobnicate"],
    ["a command in upper case", ["BUILD"], "there is no command BUILD"],
    ["a name of Object's", ["constructor"], "there is no command constructor"],
    ["an empty command", [""], "there is no command"],
    ["an option before the command", ["--port", "1", "serve"], "--port is not a command"],
    ["an unknown option", ["serve", "--prot", "1"], "'--prot'"],
    ["an unknown option with a dot in it", ["serve", "--po.rt"], "'--po.rt'"],
    ["an unknown short option", ["serve", "-p", "1"], "'-p'"],
    ["an option of another command", ["serve", "--output", "x"], "'--output'"],
    ["an option without a value", ["serve", "--port"], "'--port"],
    ["an option that is followed by another", ["serve", "--port", "--bind", "x"], "'--port"],
    ["a switch with a value", ["build", "--force=yes"], "'--force'"],
    ["too many operands", ["verify", "a", "b"], "verify takes [INDEX]"],
    ["operands where none are taken", ["serve", "a"], "serve takes no operands"],
    ["too few operands", ["query", "homo_sapiens"], "query takes SPECIES QUERY"],
    ["a bad value", ["serve", "--port", "x"], '--port is "x"; it takes a whole number'],
    ["a limit of 0", ["query", "h", "b", "--limit", "0"], '--limit is "0"; it takes a'],
    ["nothing to build from", ["build"], "there is nothing to build from; give --from FILE or"],
    [
      "two places to build from",
      ["build", "--from", "x", "--table", "y"],
      "--from cannot be combined with",
    ],
    ["a table and a query", ["build", "--table", "x", "--query", "y"], "exclude each other"],
    ["a malformed database URL", ["build", "--database-url", "x"], "DATABASE_URL is not a mysql"],
  ])("%s", async (_, args, problem) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toStartWith("error: ");
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/^[^\n]+; [^\n]+\n$/);
  });

  test("a bad variable", async () => {
    expect(await run(["serve"], { ACCESS_LOG: "yes" })).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: ACCESS_LOG is "yes"; it takes 1/0, true/false or on/off\n',
    });
  });
});

describe("a URL with an unsupported scheme is wrong usage, and is not repeated:", () => {
  const URL = "s3://me:s3cret@bucket/genes.msgpack";

  test.each([
    ["an index to serve", ["serve", "--index", URL]],
    ["an index to query", ["query", "homo_sapiens", "brca", "--index", URL]],
    ["an index to resolve names with", ["resolve", "homo_sapiens", "--index", URL]],
    ["an index to inspect", ["inspect", URL]],
    ["an index to verify", ["verify", URL]],
    ["an index to publish", ["publish", URL, "redis://localhost/0?key=genes"]],
    ["where to publish", ["publish", "genes.msgpack", URL]],
    ["a file of names", ["resolve", "homo_sapiens", URL]],
    ["a label file", ["build", "--from", URL]],
    ["a file of aliases", ["build", "--from", "x", "--aliases", URL]],
    ["where to build", ["build", "--from", "x", "--output", URL]],
  ])("%s", async (_, args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+; [^\n]+\n$/);
    expect(stderr).not.toContain("s3cret");
  });

  test("an index in a variable", async () => {
    const { code, stderr } = await run(["inspect"], { INDEX: URL });
    expect(code).toBe(2);
    expect(stderr).toBe(`error: INDEX is not valid; it takes ${LOCATION_FORMS}\n`);
  });
});

describe("a password is never repeated, with a URL", () => {
  const URL = "mysql://ensro:s3cret@localhost/ensembl";

  test.each([
    ["in place of the command", [URL]],
    ["before the command", [`--database-url=${URL}`, "build"]],
    ["as an operand", ["build", URL]],
    ["behind an unknown option", ["build", `--databse-url=${URL}`]],
    ["behind a switch", ["build", `--force=${URL}`]],
    ["behind an unknown short option", ["build", "-d", URL]],
    ["with a slash in the password", ["build", "--database-url", URL.replace("s3", "/s3")]],
    ["with a # in the password", ["build", "--database-url", URL.replace("s3", "#s3")]],
    ["with a bad port", ["build", "--database-url", URL.replace("localhost", "localhost:x")]],
    ["without a database", ["build", "--database-url", URL.replace("/ensembl", "")]],
  ])("%s", async (_, args) => {
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain("s3cret");
  });

  test("that has no server", async () => {
    const url = "mysql://ensro:s3cret@127.0.0.1:1/ensembl";
    const { code, stdout, stderr } = await run(["build", "--output", "/dev/null/x"], {
      DATABASE_URL: url,
    });
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain("s3cret");
  });
});
