import { expect, it } from 'vitest';
import { bytesOf } from './craftedFiles.ts';
import { foreignFile } from './foreign.ts';

it.each<[string, string, RegExp, RegExp]>([
  [
    'model.safetensors',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345678\n',
    /Git LFS pointer of a file of 12,345,678 bytes/,
    /git lfs pull/,
  ],
  ['model.bin', '\n<!DOCTYPE html><html>', /HTML page/, /log in or check the address/],
  ['model.bin', '{"error":"Repository not found"}', /error message/, /log in/],
  ['m', '\x1c\0\0\0TFL3\x14', /TensorFlow Lite/, /tf\.lite\.Interpreter/],
  ['net.mat', 'MATLAB 5.0 MAT-file, Platform', /MATLAB file of version 5/, /scipy\.io\.loadmat/],
  ['saved/saved_model.pb', '\x08\x01\x12', /SavedModel/, /load_model/],
  ['variables/variables.index', '\0', /TensorFlow checkpoint/, /load_checkpoint/],
  ['flax_model.msgpack', '\x81\xa6params', /Flax/, /msgpack_restore/],
  ['a.7z', "7z\xbc\xaf'\x1c", /7z archive/, /unpack/],
])('%s is named, with the way out', (name, text, what, instead) => {
  const head = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const found = foreignFile(name, head);
  expect(found?.what).toMatch(what);
  expect(found?.instead).toMatch(instead);
});

it('says nothing of what it does not know', () => {
  expect(foreignFile('model.safetensors', bytesOf('{"a": 1}'))).toBeNull();
  expect(foreignFile('x', new Uint8Array())).toBeNull();
});
