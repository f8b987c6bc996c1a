import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { writeCsv } from './csv.ts';
import type { NamedArray } from './namedArray.ts';
import { writeNpy, writeNpz } from './npzWriter.ts';
import { writeSafetensors } from './safetensorsWriter.ts';
import { writeZip } from './zipWriter.ts';

const arrays: NamedArray[] = [
  { name: 'L1.weight', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, NaN) },
  { name: 'scalar', shape: [], data: Float64Array.of(Math.PI) },
  { name: 'a/vector', shape: [3], data: Float64Array.of(1e300, -0, Infinity) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
];

/** Reads by the letter of the specification, not by our writer. */
function readSafetensors(file: Uint8Array) {
  const view = new DataView(file.buffer);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const { __metadata__: metadata, ...entries } = header;
  return {
    start: 8 + length,
    metadata,
    tensors: Object.fromEntries(
      Object.entries(entries).map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [from, to],
          },
        ]) => {
          const bytes = file.slice(8 + length + from, 8 + length + to).buffer;
          return [
            name,
            { from, shape, data: dtype === 'F32' ? new Float32Array(bytes) : new Float64Array(bytes) },
          ];
        },
      ),
    ),
  };
}

function readNpy(file: Uint8Array) {
  expect([...file.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const start = 10 + file[8] + 256 * file[9];
  const header = new TextDecoder().decode(file.subarray(10, start));
  const [, descr, shape] =
    /^\{'descr': '(<f[48])', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(header)!;
  const bytes = file.slice(start).buffer;
  return {
    start,
    shape: shape
      .split(',')
      .filter((t) => t.trim())
      .map(Number),
    data: descr === '<f4' ? new Float32Array(bytes) : new Float64Array(bytes),
  };
}

describe('safetensors', () => {
  it('reads back the same, each array at a multiple of its own size', () => {
    const file = writeSafetensors(arrays, { run: 'x' });
    const { start, metadata, tensors } = readSafetensors(file);
    expect(start % 8).toBe(0);
    expect(metadata).toEqual({ run: 'x' });
    expect(Object.keys(tensors).sort()).toEqual(arrays.map((a) => a.name).sort());
    for (const { name, shape, data } of arrays) {
      expect(tensors[name].shape).toEqual(shape);
      expect(tensors[name].data).toEqual(data);
      expect(tensors[name].from % data.BYTES_PER_ELEMENT).toBe(0);
    }
  });

  it('refuses numbers that do not fill their shape, names that come twice and the one name that is taken', () => {
    expect(() => writeSafetensors([{ name: 'x', shape: [2, 2], data: new Float32Array(3) }])).toThrow(
      'x: 3 numbers do not fill the shape [2, 2]',
    );
    expect(() => writeSafetensors([arrays[0], arrays[0]])).toThrow('two arrays of this name');
    expect(() => writeSafetensors([{ ...arrays[0], name: '__metadata__' }])).toThrow('__metadata__');
  });
});

describe('npz', () => {
  it('is a zip of npy files whose numbers start at a multiple of 64 bytes', () => {
    const files = unzipSync(writeNpz(arrays));
    expect(Object.keys(files)).toEqual(arrays.map((a) => `${a.name}.npy`));
    for (const { name, shape, data } of arrays) {
      const read = readNpy(files[`${name}.npy`]);
      expect(read.start % 64).toBe(0);
      expect([read.shape, read.data]).toEqual([shape, data]);
    }
    expect(
      readNpy(writeNpy({ shape: Array.from({ length: 30 }, () => 1), data: Float64Array.of(7) })).shape,
    ).toHaveLength(30);
  });
});

describe('zip', () => {
  it('gives the same bytes for the same files, whenever it is made, and holds what it was given', () => {
    const files = { 'a.txt': new TextEncoder().encode('a'.repeat(1000)), 'b/c.npz': Uint8Array.of(1, 2, 3) };
    expect(writeZip(files)).toEqual(writeZip({ ...files }));
    expect(unzipSync(writeZip(files))).toEqual(files);
    expect(writeZip(files).length).toBeLessThan(400);
  });
});

describe('csv', () => {
  it('quotes what must be, writes numbers so that they read back the same, and comments on one line', () => {
    expect(
      writeCsv({
        comments: ['data set X', 'two\nlines'],
        columns: ['rank', 'a "b", c'],
        rows: [
          [1, 0.1 + 0.2],
          ['=1+1', NaN],
          ['x\ny', -Infinity],
          [null, 1e-320],
        ],
      }),
    ).toBe(
      '# data set X\n# two lines\nrank,"a ""b"", c"\n1,0.30000000000000004\n\'=1+1,nan\n"x\ny",-inf\n,1e-320\n',
    );
  });
});

/** Does this Python have the packages? */
const python = (...packages: string[]): boolean => {
  try {
    execFileSync('python3', ['-c', packages.map((p) => `import ${p}`).join('\n')], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const folder = mkdtempSync(join(tmpdir(), 'rainbow-writers-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('as Python reads them', () => {
  it.skipIf(!python('numpy'))('numpy opens the npz (skipped where there is no numpy)', () => {
    const path = join(folder, 'x.npz');
    writeFileSync(path, writeNpz(arrays));
    const text = execFileSync('python3', [
      '-c',
      `import numpy as np\nz = np.load(${JSON.stringify(path)})\nfor k in z.files: print(k, z[k].dtype, z[k].shape, z[k].tolist(), sep='|')`,
    ]).toString();
    expect(text.trim().split('\n')).toEqual([
      'L1.weight|float32|(2, 3)|[[1.0, -2.0, 3.5], [0.0, 1.0000000031710769e-30, nan]]',
      'scalar|float64|()|3.141592653589793',
      'a/vector|float64|(3,)|[1e+300, -0.0, inf]',
      'empty|float32|(0, 4)|[]',
    ]);
  });

  it.skipIf(!python('torch', 'safetensors'))(
    'the safetensors package opens the other (skipped where there is no torch)',
    () => {
      const path = join(folder, 'x.safetensors');
      writeFileSync(path, writeSafetensors(arrays.slice(0, 2)));
      expect(
        execFileSync('python3', [
          '-c',
          `from safetensors.torch import load_file\nt = load_file(${JSON.stringify(path)})\nprint(tuple(t['L1.weight'].shape), t['scalar'].item())`,
        ])
          .toString()
          .trim(),
      ).toBe('(2, 3) 3.141592653589793');
    },
  );
});
