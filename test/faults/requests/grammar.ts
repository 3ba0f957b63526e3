/** Random requests, as people and attackers write them. */

import type { Random } from "../random.ts";
import { ROWS } from "../target.ts";
import { SPELLINGS } from "./expected.ts";

const LABELS = ROWS.map(([, label]) => label!);
const ALIASES = ROWS.flatMap((row) => row[6]?.split("|") ?? []);
const IDS = ROWS.flatMap(([, , id]) => id ?? []);

/** Texts that have caused trouble in other programs. */
const HOSTILE = [
  "",
  " ",
  "   brca1",
  "\0",
  "brca1\0",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "'; DROP TABLE gene_autocomplete; --",
  "' OR '1'='1",
  "%",
  "%00",
  "%25%30%30",
  "../../../../etc/passwd",
  "#{jndi:ldap://127.0.0.1/x}",
  "<script>alert(1)</script>",
  "\r\nSet-Cookie: a=b",
  "\u001b[2J",
  "\u202eacrb",
  "\ufeffbrca1",
  "\ufffd",
  "ﬁ",
  "ß",
  "İ",
  "ﷺ",
  "e\u0301a1",
  "😀",
  "𝐁𝐑𝐂𝐀1",
  "(((((",
  "[a-z]+",
  ".*",
  "a".repeat(300),
  "-".repeat(300),
  "\u0301".repeat(300),
  "NaN",
  "null",
  "undefined",
  "[object Object]",
];

const LIMITS = [
  ..."1 2 5 25 26 1000 0 -1 1.5 1e3 1e309 -0 00 007 0x10 NaN Infinity null true".split(" "),
  "",
  " 3 ",
  "٣",
  "9".repeat(400),
  "18446744073709551616",
  "5;5",
  "5,5",
  "[5]",
];
const MATCHES = ["prefix", "infix", "fuzzy", "PREFIX", "exact", "", "__proto__", "fuzzy "];
const NO_SPECIES = ["", " ", "__proto__", "constructor", "nope", "homo_sapiens\0", "../x", "😀"];

/** Parameters that mean nothing. */
const NOISE = [
  "__proto__=1",
  "species[]=x",
  "a",
  "=",
  "=x",
  "",
  "&",
  "constructor=2",
  "%=%",
  "%zz=1",
  "x=%ff",
  "?=?",
  ";",
  "query.x=1",
];

/** What someone might type: a name or its beginning, perhaps with typing errors, or something hostile. */
export function typed(random: Random): string {
  if (random.oneIn(6)) return random.choose(HOSTILE);
  const name = random.choose(random.oneIn(4) ? ALIASES : random.oneIn(4) ? IDS : LABELS);
  const characters = [...name].slice(0, random.between(1, 18));
  for (let edits = random.oneIn(3) ? random.between(1, 2) : 0; edits > 0; edits--) {
    const at = random.below(characters.length + 1);
    const change = random.below(4);
    if (change === 0) characters.splice(at, 1);
    else if (change === 1) characters.splice(at, 0, random.choose([..."aB1-_. é"]));
    else if (change === 2) characters.splice(at, 1, random.choose([..."aB1-_. é"]));
    else characters.splice(at, 2, characters[at + 1] ?? "", characters[at] ?? "");
  }
  const text = characters.join("");
  return random.choose([text, text.toLowerCase(), text.toUpperCase()]);
}

export function species(random: Random): string {
  const one = () =>
    random.oneIn(8) ? random.choose(NO_SPECIES) : random.choose(Object.keys(SPELLINGS));
  return random.oneIn(4) ? random.list(random.between(2, 24), one).join(",") : one();
}

/** The query string of a request, as bytes; the same values can be encoded in many ways. */
export function queryString(random: Random, names: readonly string[]): Buffer {
  const parameters = names.flatMap((name) => {
    if (random.oneIn(12)) return [];
    const times = random.oneIn(10) ? 2 : 1;
    return random.list(times, () => assignment(random, name, valueFor(random, name)));
  });
  if (random.oneIn(5))
    parameters.push(...random.list(random.between(1, 3), () => Buffer.from(random.choose(NOISE))));
  const ordered = random.shuffled(parameters);
  return Buffer.concat(ordered.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from("&"), part])));
}

function valueFor(random: Random, name: string): string {
  switch (name) {
    case "species":
      return species(random);
    case "limit":
      return random.choose(LIMITS);
    case "match":
      return random.choose(MATCHES);
    default:
      return typed(random);
  }
}

function assignment(random: Random, name: string, value: string): Buffer {
  return Buffer.concat([spelt(random, name, 40), Buffer.from("="), spelt(random, value, 8)]);
}

/** A text in a query string, in which one character in so many is encoded needlessly. */
function spelt(random: Random, text: string, oneIn: number): Buffer {
  const parts = Array.from(text, (character) => {
    const bytes = Buffer.from(character);
    const isPlain = /^[\w.~!*'()-]$/.test(character);
    if (isPlain && !random.oneIn(oneIn)) return bytes;
    if (character === " " && random.oneIn(2)) return Buffer.from("+");
    // Characters other than ASCII may be sent without encoding.
    if (bytes.length > 1 && random.oneIn(3)) return bytes;
    const digits = bytes.toString("hex").replace(/../g, (pair) => `%${pair}`);
    return Buffer.from(random.oneIn(2) ? digits : digits.toUpperCase());
  });
  // Incomplete escapes, and bytes that are not UTF-8.
  if (random.oneIn(40))
    parts.push(
      random.choose(["%", "%4", "%zz", "%ff", "%c3", "%ed%a0%80"].map((s) => Buffer.from(s))),
    );
  if (random.oneIn(60)) parts.push(Buffer.from([0xff]), Buffer.from([0xc3]));
  return Buffer.concat(parts);
}

/** The parameters in a query string by WHATWG's rules, which also cover bytes that are not UTF-8. */
export function parsed(query: Uint8Array): URLSearchParams {
  return new URLSearchParams(`?${Buffer.from(query).toString("utf8")}`);
}
