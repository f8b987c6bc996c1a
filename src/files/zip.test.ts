import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { bytesOf, refusal } from './craftedFiles.ts';
import { fileOf } from './inputFile.ts';
import { isZip, readZip } from './zip.ts';

const noise = Uint8Array.from({ length: 3000 }, (_, i) => (i * i * 7) % 251);
const text = bytesOf('hello '.repeat(500));
const archive = zipSync(
  { 'a/noise.bin': [noise, { level: 0 }], 'b.txt': text, '../../up.txt': bytesOf('x') },
  { mtime: new Date('2020-01-01') },
);
const read = (bytes: Uint8Array, limit = 1e6) => readZip(fileOf('a.zip', bytes), limit);

it('reads stored and packed entries, and takes climbing paths as names', async () => {
  expect(isZip(archive)).toBe(true);
  const entries = await read(archive);
  expect(entries.map(({ name, size }) => [name, size])).toEqual([
    ['a/noise.bin', 3000],
    ['b.txt', 3000],
    ['../../up.txt', 1],
  ]);
  expect(await entries[0].read()).toEqual(noise);
  expect(await entries[1].read()).toEqual(text);
  expect(await entries[1].stored()).toBe(null);
  const at = (await entries[0].stored())!;
  expect(archive.subarray(at, at + 3000)).toEqual(noise);
});

it('fetches the directory only, until an entry is asked for', async () => {
  const spans: number[] = [];
  const file = fileOf('a.zip', archive);
  await readZip(
    {
      ...file,
      read: (from, to) => {
        spans.push(to - from);
        return file.read(from, to);
      },
    },
    1e6,
  );
  expect(spans.reduce((a, b) => a + b, 0)).toBeLessThan(archive.length + 400);
});

it('refuses archives that unpack to more than the limit, by what they announce', async () => {
  const bomb = zipSync({ bomb: new Uint8Array(5_000_000) });
  expect((await refusal(read(bomb, 1e6))).message).toMatch(/more than 0 MiB/);
  // A directory that lies: 100 bytes announced, 5 million packed.
  const lying = bomb.slice();
  const view = new DataView(lying.buffer);
  const central = lying.length - 22 - new DataView(lying.buffer).getUint32(lying.length - 10, true);
  view.setUint32(central + 24, 100, true);
  const [entry] = await read(lying, 1e6);
  expect((await refusal(entry.read())).message).toMatch(/damaged|checksum/);
});

it('refuses encrypted entries and unknown compressions', async () => {
  const central = archive.length - 22 - new DataView(archive.buffer).getUint32(archive.length - 10, true);
  const changed = (at: number, value: number) => {
    const out = archive.slice();
    out[central + at] = value;
    return out;
  };
  expect((await refusal(read(changed(8, 1)))).message).toMatch(/a\/noise\.bin, byte \d+: is encrypted/);
  expect((await refusal(read(changed(10, 12)))).message).toMatch(/packed by method 12/);
});

it('notices every change of the packed data', async () => {
  const [entry] = await read(archive);
  const at = (await entry.stored())!;
  const broken = archive.slice();
  broken[at + 1500] ^= 4;
  expect((await refusal((await read(broken))[0].read())).message).toMatch(/checksum/);
});

it('refuses an archive cut off anywhere', async () => {
  for (let i = 0; i < 50; i++)
    await refusal(read(archive.subarray(0, Math.floor((archive.length * i) / 50))));
});

it('reads zip64 sizes', async () => {
  // The first entry's sizes moved to the extra field of its directory record, as writers of streams do.
  const end = archive.length - 22;
  const view = new DataView(archive.buffer);
  const central = end - view.getUint32(archive.length - 10, true);
  const extra = new Uint8Array(20);
  const ev = new DataView(extra.buffer);
  ev.setUint16(0, 1, true);
  ev.setUint16(2, 16, true);
  ev.setBigUint64(4, 3000n, true);
  ev.setBigUint64(12, 3000n, true);
  const nameEnd = central + 46 + 'a/noise.bin'.length;
  const out = bytesOf(archive.subarray(0, nameEnd), extra, archive.subarray(nameEnd));
  const ov = new DataView(out.buffer);
  ov.setUint32(central + 20, 0xffffffff, true);
  ov.setUint32(central + 24, 0xffffffff, true);
  ov.setUint16(central + 30, 20, true);
  ov.setUint32(out.length - 10, view.getUint32(archive.length - 10, true) + 20, true);
  expect(await (await read(out))[0].read()).toEqual(noise);
});
