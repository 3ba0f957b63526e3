/** The ninth field of GFF3 (`ID=gene:1;Name=a`) and of GTF (`gene_id "1"; gene_name "a";`). */

/** The values of attributes by their names, each at least one. */
export type Attributes = ReadonlyMap<string, readonly string[]>;

/** Name and value of an attribute of GTF, the value in quotes or without. */
const GTF_ATTRIBUTE = /\s*([^\s;"]+)\s+(?:"([^"]*)"|([^";]*))\s*(?:;|$)/gy;

/** Reads all attributes, of whichever form they are. */
export function parseAttributes(text: string): Attributes {
  const attributes = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    const known = attributes.get(name);
    if (value === "") return;
    if (known === undefined) attributes.set(name, [value]);
    else known.push(value);
  };
  const trimmed = text.trim();
  if (isGff3(trimmed)) {
    for (const attribute of trimmed.split(";")) {
      const equals = attribute.indexOf("=");
      const name = decoded(attribute.slice(0, Math.max(equals, 0)).trim());
      if (name === "") continue;
      // A comma that is part of a value is encoded, so the list is split before its values are decoded.
      const list = withoutQuotes(attribute.slice(equals + 1));
      for (const value of list.split(",")) add(name, decoded(value).trim());
    }
  } else {
    for (const [, name, quoted, plain] of trimmed.matchAll(GTF_ATTRIBUTE)) {
      add(name!, decoded(quoted ?? plain!).trim());
    }
  }
  return attributes;
}

/** Between name and value GFF3 has an equals sign, and GTF a blank. */
function isGff3(text: string): boolean {
  const equals = text.indexOf("=");
  const blank = text.indexOf(" ");
  return equals !== -1 && (blank === -1 || equals < blank);
}

function withoutQuotes(value: string): string {
  const trimmed = value.trim();
  const isQuoted = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return isQuoted ? trimmed.slice(1, -1) : trimmed;
}

/** Decodes `%2C`; text in which a percent sign stands for itself is left as it is. */
export function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
