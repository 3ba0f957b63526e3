/** Holds docs/SECURITY.md against the tests: each of its points is held by some, and these are there and run. */

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { LARGEST_RATIO, MOST_REDIRECTS, SMALL_BYTES } from "../src/feeds/fetch-index.ts";
import { LARGEST_INDEX_BYTES } from "../src/format/index-file.ts";
import { DEFAULT_REDIS_LIMITS } from "../src/redis/connection.ts";
import { LARGEST_IN_MEMORY_BYTES } from "../src/store/generations.ts";
import { DEFAULT_READ_LIMITS } from "../src/store/untrusted-file.ts";

const DOCUMENTS = join(import.meta.dir, "../docs");
const documentOf = (name: string) => Bun.file(join(DOCUMENTS, name)).text();

/** Tests of one file, by the words of their titles; a fault by its name. */
type Evidence = { file: string; titles: string[] } | { fault: string };

const tests = (file: string, ...titles: string[]): Evidence => ({ file, titles });
const attack = (name: string): Evidence => ({ fault: `attacks: ${name}` });
const fault = (name: string): Evidence => ({ fault: name });

/** What holds each point of the document, by its words. */
const HELD: Record<string, Evidence[]> = {
  "Two hosts, two lengths, two encodings, folded headers and bare line feeds are refused, and the connection is closed.":
    [
      attack("two Host headers"),
      fault("request smuggling"),
      tests(
        "faults/requests/malformed.test.ts",
        "a malformed or unusual request has these answers",
      ),
    ],
  "Heads have 10 s to arrive, bodies 20 s, and idle connections are closed after 30 s.": [
    fault("silent connections"),
    fault("heads that never end"),
    fault("bodies that never end"),
  ],
  "What costs more than others is answered in steps, between which all others have their turn.": [
    tests("server/turns.test.ts", "takes turns, and other work is done between its steps"),
    attack("species that are not there, 40 a second"),
  ],
  "What arrives together, on one connection or on many, is worked on for 3 ms at a stretch.": [
    tests(
      "server/turns.test.ts",
      "waits for the next turn if those before it have used up this one",
    ),
    attack("species that are not there, pipelined"),
  ],
  "What cannot be answered within a second is sent away with 503 and `Retry-After`.": [
    tests("server/turns.test.ts", "is rejected once it has waited too long"),
    fault("fifty times as many costly requests as it can serve"),
  ],
  "A name of more than 512 UTF-16 units is not folded, and finds nothing.": [
    tests(
      "server/dispatch.test.ts",
      "a query that is longer than any name finds nothing, and is cheap",
    ),
    attack("names of combining marks, 12 a second"),
    attack("names of combining marks, pipelined"),
  ],
  "Where bodies or unread answers are too many, those that have stood still longest are ended.": [
    tests(
      "server/body.test.ts",
      "are ended where there are too many, the one first that has stood still longest",
    ),
    tests("server/unread.test.ts", "the answer is given up of which nothing was read for longest"),
  ],
  "Lines of the log that nobody reads are left out beyond 1 MiB, and counted.": [
    tests(
      "log.test.ts",
      "lines are left out while nobody reads standard error, and it is said how many",
    ),
  ],
  "A failure of the program is a 500 without a reason.": [
    tests("server/dispatch.test.ts", "an internal error is a 500 that does not reveal it"),
  ],
  "Every answer but the page forbids browsers to sniff, run or frame it.": [
    tests("server/dispatch.test.ts", "a browser must not sniff, run or frame"),
  ],
  "Pages of other origins may read answers as CORS_ORIGIN says, never with credentials, and never `/metrics`.":
    [
      tests(
        "server/dispatch.test.ts",
        "may read every answer and its ETag, except for metrics",
        "are restricted to one origin if that is set, and answers vary by origin",
        "may read nothing if CORS is off",
      ),
      attack("/metrics from a foreign page"),
    ],
  "`/metrics` is 404 for requests through a proxy.": [
    tests("server/handlers/metrics.test.ts", "they are hidden from clients behind a proxy"),
  ],

  "An index is looked through before anything is made of it, and every count, cost and order is computed again.":
    [
      tests(
        "faults/indexes/bad-indexes.test.ts",
        "sizes in msgpack headers are refused before memory is allocated",
      ),
      tests("faults/indexes/damaged-indexes.test.ts", "is refused whichever byte is changed"),
      fault("indexes with false nodes"),
      fault("indexes with false values and sections"),
      fault("mutated indexes in place of a good one"),
    ],
  "A query of a hostile index has a budget of steps, and what it may copy is bounded ([FORMAT.md](FORMAT.md#what-a-reader-must-not-trust)).":
    [
      tests(
        "faults/indexes/bad-indexes.test.ts",
        "is ended by the step budget",
        "are searched with match=%s in little memory",
      ),
    ],
  "An index has at most 1 GiB, and exactly as many bytes as the lengths in it say; nothing behind its end is read.":
    [
      tests(
        "store/untrusted-file.test.ts",
        "refuses one that goes on, however far, without reading it",
      ),
      tests(
        "store/generations.test.ts",
        "is refused, and read no further, once it goes on behind its end or announces too much",
      ),
      tests("faults/feeds/web.test.ts", "an index that announces more than the limit"),
      tests("redis/publish.test.ts", "if it claims %d bytes"),
      attack("a sparse file at INDEX"),
    ],
  "At most 256 MiB are read into memory where STATE_DIR cannot be used.": [
    tests(
      "store/generations.test.ts",
      "one is refused that is larger than what is read into memory, be it known or not",
    ),
    attack("a sparse file at INDEX, STATE_DIR full"),
    attack("a large index, STATE_DIR full"),
  ],
  "A file that was refused is not read again until it changes, nor is what was published in Redis.":
    [
      tests(
        "feeds/file-feed.test.ts",
        "a file that was refused is not read again until it changes",
      ),
      tests(
        "feeds/redis-feed.test.ts",
        "what is published is %s, until something intact is published",
      ),
    ],
  "An index that is compressed unpacks to 16 MiB and 20 times its size at most.": [
    tests("faults/feeds/web.test.ts", "a GiB of zeros as %s"),
    attack("a web server with 38 kB that are a gigabyte"),
  ],
  "A web server is given up that is silent for 30 s, and so is an index that takes half an hour.": [
    tests("faults/feeds/web.test.ts", "never answers", "takes too long in total"),
  ],
  "Redirects of a web server lead to its own origin, or from http to https of the same host.": [
    tests(
      "feeds/web-feed.test.ts",
      "that redirects to another server is not followed",
      "%s that redirects to %s leads to %s",
    ),
    attack("a web server that redirects to this machine"),
  ],
  "Tags and dates of a web server are kept up to 256 characters.": [
    tests("feeds/web-feed.test.ts", "is sent again if it is %s"),
    attack("a web server with a tag of 12 kB"),
  ],
  "A version that a web server had and that was refused is not fetched again within an hour.": [
    tests("feeds/web-feed.test.ts", "keeps one that was refused from being fetched again, by %s"),
  ],
  "An answer of Redis is bounded in bytes, items and time.": [
    tests("redis/replies.test.ts", "refused before more of it is read is"),
    tests(
      "redis/connection.test.ts",
      "a byte now and then",
      "many messages are few notices, and pings are answered beside them",
    ),
    attack("Redis with a pointer of 400 MB"),
    attack("Redis with a line without end"),
    attack("Redis with a byte each 8 s"),
  ],
  "Certificates are checked, of web servers and of Redis.": [
    tests(
      "feeds/web-feed.test.ts",
      "a certificate is refused that nobody has signed, or of another host",
    ),
    tests(
      "redis/connection.test.ts",
      "a certificate that nobody has signed is refused",
      "a certificate of another host is refused",
    ),
  ],

  "INDEX is read only where it leads to a regular file, whoever owns it.": [
    tests(
      "store/untrusted-file.test.ts",
      "is refused where it is missing, a folder, a pipe or a device",
    ),
    attack("a pipe at INDEX for two seconds"),
    attack("a pipe at INDEX at start"),
  ],
  "A call that hangs is given up after 30 s, told of once, and holds up neither later looks nor SIGHUP and SIGTERM.":
    [
      tests("feeds/file-feed.test.ts", "a mount that hangs is told of once, and holds up no look"),
      attack("a mount that hangs"),
    ],
  "What is mapped is a copy in STATE_DIR, wherever the index lies.": [
    tests("store/generations.test.ts", "an index inside the folder is copied too"),
    attack("an index inside STATE_DIR, truncated in place"),
  ],
  "A copy is mapped only if it is a regular file of the server's user, has one name, and is not writable by others.":
    [
      tests("store/read-index.test.ts", "no file is mapped that"),
      tests("store/generations.test.ts", "a copy that others could change"),
      attack("a generation that others planted in STATE_DIR"),
    ],
  "STATE_DIR belongs to the server's user, others cannot replace its files, and no link to it is followed out of a folder to which others may write.":
    [
      tests(
        "store/private-folder.test.ts",
        "of mode %o is refused, as others may replace its files",
        "of another user is refused",
        "is followed through a link, unless others may write to where the link is",
      ),
      attack("a STATE_DIR that a group may write to"),
      attack("a link at the temporary folder"),
    ],
  "A build replaces what a link leads to only where no other user can have put the link there.": [
    tests(
      "store/write-index.test.ts",
      "is not written through a link that another user put where others may write",
    ),
  ],
  "Temporary files have names that cannot be foretold, and nothing that is there is opened to write them.":
    [
      tests(
        "store/atomic-write.test.ts",
        "are hidden, beside their own, and have names that nobody can foretell",
        "are created, and nothing that is there is opened, be it a link",
      ),
      attack("a link at a build's temporary file"),
    ],

  "Values are parameters of prepared statements.": [
    tests("live/live-catalogue.test.ts", "special characters of SQL are searched literally"),
    fault("a table with hostile rows"),
  ],
  "Values in a log are quoted, and an event is one line.": [
    tests("log.test.ts", "whatever a value contains, an event is one line"),
  ],
  "What does something to a terminal is spelled out in all that commands print, in errors and in logs.":
    [
      tests(
        "cli/print.test.ts",
        "is spelled out in lines of either stream",
        "is the same character in JSON",
      ),
      attack("commands to terminals in names"),
    ],

  "Passwords and queries of URLs are in no output, log or file.": [
    tests(
      "secrets.test.ts",
      "the password of a database that answers",
      "the user, password and query of the URL of an index",
      "the password of a Redis that answers, or is down, or whose URL is malformed",
    ),
  ],
  "Queries and names in requests are not logged.": [
    tests("secrets.test.ts", "queries and names in requests are not logged"),
  ],

  "Dependencies have exact versions, checksums and no install scripts ([LICENCES.md](LICENCES.md)).":
    [tests("scripts/licences.test.ts", "dependencies are pinned:")],
  "Images and actions are named by what they hold.": [
    attack("actions and images that others can change"),
  ],
};

/** The texts of all faults; read, as importing them would make what they are tried with. */
const trials = await Promise.all(
  Array.from(new Bun.Glob("faults/**/*.trials.ts").scanSync(import.meta.dir), (path) =>
    Bun.file(join(import.meta.dir, path)).text(),
  ),
);

/** Whether there is a fault of a name, and it is not one that the program does not withstand yet. */
function isTried(name: string, texts = trials): boolean {
  const names = [name, name.replace(/^attacks: /, "")];
  return texts.some((text) => {
    const at = Math.max(...names.map((each) => text.indexOf(`"${each}"`)));
    if (at < 0) return false;
    const [own] = text.slice(at).split(/\bname: |\battackFault\(|\n\];/, 1);
    return !own!.includes("isOpen: true");
  });
}

const document = await documentOf("SECURITY.md");
const start = document.indexOf("## Who may do what, and to whom");
const promises = document.slice(start, document.indexOf("\n## ", start + 1));
const points = Array.from(promises.matchAll(/^- ([^\n]+)$/gm), ([, point]) => point!);

test("every point of docs/SECURITY.md is held by tests, and no other", () => {
  expect(points).toEqual(Object.keys(HELD));
});

describe("these tests are there, and run:", () => {
  test.each(Object.entries(HELD))("%s", async (_, evidence) => {
    expect(evidence).not.toBeEmpty();
    for (const each of evidence) {
      if ("fault" in each) {
        const { fault } = each;
        expect({ fault, isTried: isTried(fault) }).toEqual({ fault, isTried: true });
        continue;
      }
      const text = await Bun.file(join(import.meta.dir, each.file)).text();
      for (const title of each.titles) expect(text).toContain(`"${title}`);
    }
  });
});

test("a fault that is not there or open counts for nothing, so that these tests can fail", () => {
  expect(isTried("attacks: by dragons")).toBe(false);
  expect(isTried("a soak")).toBe(true);
  const written = 'attackFault("one", { isOpen: true }),\n  attackFault("two", {}),\n];';
  expect(isTried("attacks: one", [written])).toBe(false);
  expect(isTried("attacks: two", [written])).toBe(true);
});

test("the limits of indexes in docs/OPERATIONS.md are those of the code", async () => {
  const operations = await documentOf("OPERATIONS.md");
  const start = operations.indexOf("## Limits of indexes");
  const table = operations.slice(start, operations.indexOf("\n## ", start + 1));
  const row = (words: string) => {
    const found = table.split("\n").find((line) => line.startsWith(`| ${words}`));
    return found?.split(" | ")[1];
  };
  const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;
  expect(row("an index, wherever")).toStartWith(`${LARGEST_INDEX_BYTES / 2 ** 30} GiB, `);
  expect(row("an index that is read into memory")).toStartWith(
    `${LARGEST_IN_MEMORY_BYTES / 2 ** 20} MiB`,
  );
  const { silenceMs, longestMs } = DEFAULT_READ_LIMITS;
  expect(row("a call of the system")).toStartWith(seconds(silenceMs));
  expect(row("a whole index to be")).toStartWith(`${longestMs / 60_000} minutes`);
  expect(row("a compressed index")).toStartWith(
    `${SMALL_BYTES / 2 ** 20} MiB and ${LARGEST_RATIO} times its size`,
  );
  expect(row("redirects of a web server")).toStartWith(`${MOST_REDIRECTS}, `);
  const { connectMs, answerMs } = DEFAULT_REDIS_LIMITS;
  expect(row("Redis: an answer")).toStartWith(
    `${seconds(connectMs)} while connecting, then ${seconds(answerMs)}`,
  );
});
