/** Parses Prometheus' text format: values by name with labels. @throws Error if it is malformed */
export function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const typed = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    const [, typeOf] = /^# TYPE (\w+) (?:counter|gauge|histogram)$/.exec(line) ?? [];
    if (typeOf !== undefined) {
      if (typed.has(typeOf)) throw new Error(`${typeOf} occurs twice`);
      typed.add(typeOf);
    }
    if (line.startsWith("# ")) continue;
    const [, name, labels = "", value] = SAMPLE.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a sample: ${line}`);
    if (!typed.has(name) && !typed.has(name.replace(/_(bucket|sum|count)$/, ""))) {
      throw new Error(`${name} has no type`);
    }
    if (values.has(name + labels)) throw new Error(`${name}${labels} occurs twice`);
    values.set(name + labels, Number(value));
  }
  return values;
}

const SAMPLE = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+\})? (-?[\d.e+-]+|NaN|[+-]Inf)$/;
