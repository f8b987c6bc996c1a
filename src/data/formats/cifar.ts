import { FileError } from '../../files/inputFile.ts';
import type { LabelledImages } from '../dataset.ts';

const SIDE = 32, AREA = SIDE * SIDE, RECORD = 1 + 3 * AREA;

export const CIFAR_CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** CIFAR-10 binary: records of a label byte (0–9) and three 32 × 32 planes. There is no magic: length and labels decide. */
export function looksLikeCifar(bytes: Uint8Array): boolean {
  if (bytes.length < RECORD) return false;
  const records = Math.min(20, Math.floor(bytes.length / RECORD));
  for (let i = 0; i < records; i++) if (bytes[i * RECORD] > 9) return false;
  return true;
}

/** To NHWC. Throws FileError: length not a multiple of 3073, or a label over 9. */
export function readCifar(file: string, bytes: Uint8Array): LabelledImages {
  const count = Math.floor(bytes.length / RECORD), rest = bytes.length % RECORD;
  if (rest) throw new FileError(file, count * RECORD, `CIFAR-10 files are records of ${RECORD} bytes; after ${count.toLocaleString('en')} of them ${rest} bytes are left over: the file is cut off or of another kind`);
  const pixels = new Uint8Array(count * 3 * AREA), labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * RECORD;
    if (bytes[at] > 9) throw new FileError(file, at, `the label of image ${i} is ${bytes[at]}; CIFAR-10 has 0 to 9`);
    labels[i] = bytes[at];
    for (let c = 0; c < 3; c++) for (let p = 0; p < AREA; p++) pixels[(i * AREA + p) * 3 + c] = bytes[at + 1 + c * AREA + p];
  }
  return { count, pixels, labels };
}
