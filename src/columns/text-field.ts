import type { FieldReader, FieldValues, Gene, GeneField, MemberDescription } from "./gene-field.ts";
import type { ColumnReader } from "./packed.ts";
import { refusalOfText } from "./refusal.ts";
import { TextColumn, TextRows } from "./text-column.ts";

/** The members of Gene that are texts. */
type TextMember = {
  [M in keyof Gene]-?: Gene[M] extends string | undefined ? M : never;
}[keyof Gene];

/** A field with few different values, all of them texts. Its source column is named after the member of Gene. */
export function textField(
  member: TextMember,
  description: string,
  order: (a: string, b: string) => number,
): GeneField<TextValues, TextReader> {
  const members: Partial<Record<keyof Gene, MemberDescription>> = {
    [member]: { kind: "text", description },
  };
  return {
    column: member,
    members,
    collect: () => new TextValues(member, order),
    open: (reader, genes) => new TextReader(member, reader, genes, order),
  };
}

export class TextValues extends TextRows implements FieldValues {
  constructor(
    private readonly member: TextMember,
    order: (a: string, b: string) => number,
  ) {
    super(refusalOfText, order);
  }

  addTo(gene: Gene, row: number): void {
    const text = this.at(row);
    if (text !== null) gene[this.member] = text;
  }
}

export class TextReader extends TextColumn implements FieldReader {
  constructor(
    private readonly member: TextMember,
    reader: ColumnReader,
    genes: number,
    order: (a: string, b: string) => number,
  ) {
    super(reader, genes, order);
  }

  addTo(gene: Gene, index: number): void {
    const text = this.at(index);
    if (text !== null) gene[this.member] = text;
  }
}
