/** The slowest tests, from the report that `bun test --reporter=junit` writes. */

/** A test in a report. */
export interface TimedTest {
  name: string;
  /** File and line, `test/log.test.ts:12`. */
  where: string;
  seconds: number;
}

const TEST = /<testcase ([^>]*)>/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&amp;": "&",
};

/** The slowest tests of a report, the slowest first. */
export function slowestTests(junit: string, count: number): TimedTest[] {
  const tests = Array.from(junit.matchAll(TEST), ([, text]) => {
    const attributes = text!.matchAll(ATTRIBUTE);
    const { name, file, line, time } = Object.fromEntries(
      attributes.map(([, key, value]) => [key, unescaped(value!)]),
    );
    return { name, where: `${file}:${line}`, seconds: Number(time) };
  });
  return tests.sort((a, b) => b.seconds - a.seconds).slice(0, count);
}

function unescaped(text: string): string {
  return text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}
