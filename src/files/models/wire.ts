import { FileError, readPart, type InputFile } from '../inputFile.ts';

/** Bytes read at once. */
const WINDOW = 2 ** 16;

/** A field of a protobuf message: its number, and either a number or where its bytes lie. */
export type WireField =
  | { field: number; kind: 'number'; value: number }
  | { field: number; kind: 'fixed'; bytes: Uint8Array }
  | { field: number; kind: 'bytes'; from: number; to: number };

/** Protocol Buffers' wire format in a file, field by field: what is not asked for is passed over unread. */
export class Wire {
  #window: Uint8Array = new Uint8Array();
  #start = 0;
  constructor(readonly file: InputFile) {}

  /** The fields of the message that lies in a span. Throws FileError where it is none. */
  async *fields(from: number, to: number): AsyncGenerator<WireField> {
    let at = from;
    while (at < to) {
      const tag = await this.#varint(at, to);
      at = tag.end;
      const field = Math.floor(tag.value / 8);
      const type = tag.value % 8;
      if (field === 0) this.#fail(at, 'a field without a number');
      if (type === 0) {
        const { value, end } = await this.#varint(at, to);
        at = end;
        yield { field, kind: 'number', value };
      } else if (type === 2) {
        const { value: length, end } = await this.#varint(at, to);
        if (!(end + length <= to))
          this.#fail(at, `a field of ${length.toLocaleString('en')} bytes goes beyond its message`);
        at = end + length;
        yield { field, kind: 'bytes', from: end, to: at };
      } else if (type === 1 || type === 5) {
        const length = type === 1 ? 8 : 4;
        if (at + length > to) this.#fail(at, 'a number is cut off');
        yield { field, kind: 'fixed', bytes: await this.bytes(at, at + length) };
        at += length;
      } else this.#fail(at, `a field of kind ${type}`);
    }
  }

  /** Of a repeated whole number: as one field, or packed. */
  async numbers(field: WireField): Promise<number[]> {
    if (field.kind === 'number') return [field.value];
    if (field.kind === 'fixed') return [];
    const out: number[] = [];
    for (let at = field.from; at < field.to;) {
      const { value, end } = await this.#varint(at, field.to);
      out.push(value);
      at = end;
    }
    return out;
  }

  async text(field: WireField): Promise<string> {
    return field.kind === 'bytes' ? new TextDecoder().decode(await this.bytes(field.from, field.to)) : '';
  }

  async bytes(from: number, to: number): Promise<Uint8Array> {
    if (to - from > WINDOW) return readPart(this.file, from, to);
    if (from < this.#start || to > this.#start + this.#window.length) {
      this.#start = from;
      this.#window = await readPart(this.file, from, Math.min(this.file.size, from + WINDOW));
    }
    return this.#window.subarray(from - this.#start, to - this.#start);
  }

  /** Up to 64 bits; those beyond 2⁵³ lose their last digits, negative ones are large. */
  async #varint(from: number, to: number): Promise<{ value: number; end: number }> {
    const bytes = await this.bytes(from, Math.min(to, from + 10));
    let value = 0;
    for (let i = 0; i < bytes.length; i++) {
      value += (bytes[i] & 0x7f) * 2 ** (7 * i);
      if (bytes[i] < 0x80) return { value, end: from + i + 1 };
    }
    return this.#fail(from, 'a number does not end');
  }

  #fail(at: number, problem: string): never {
    throw new FileError(
      this.file.name,
      at,
      `${problem}: an ONNX file that is damaged or cut off; download or export it again`,
    );
  }
}
