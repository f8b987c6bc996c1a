import { FileError } from '../../files/inputFile.ts';

/** Numbers that are pixels, of one array. */
export interface PixelNumbers {
  file: string;
  values: ArrayLike<number | bigint>;
  isFloat: boolean;
}

interface Range {
  low: number;
  high: number;
}

/**
 * Resizing with a sharp filter oversteps a range a little, in a few places: by this share of it, in this
 * share of the pixels.
 */
const OVERSTEP = 0.1;
const OVERSTEPPING = 0.01;
/** Under this a float image is no image in 0 to 255, or a black one. */
const DARKEST = 2;

/**
 * The bytes of the images of a set. Bytes stay as they are, unless all are 0 and 1; other numbers are scaled
 * from the range they fill, one for the whole set, and what it was taken for is said with the mean that came
 * out. Throws FileError for numbers of no such range.
 */
export function bytesByRange(arrays: readonly PixelNumbers[]): { bytes: Uint8Array[]; notes: string[] } {
  const survey = surveyOf(arrays);
  const { low, high } = survey;
  const areBytes = arrays.every(({ values }) => values instanceof Uint8Array);
  const isBoolean = survey.isWhole && low >= 0 && high <= 1;
  if (areBytes && !isBoolean) return { bytes: arrays.map(({ values }) => values as Uint8Array), notes: [] };
  const range = isBoolean ? { low: 0, high: 1 } : rangeOf(arrays, survey);
  if (!range)
    throw new FileError(
      arrays[0].file,
      null,
      `pixels from ${shown(low)} to ${shown(high)}: bytes, or floats in 0 to 1, −1 to 1 or 0 to 255 are read, and whole numbers of 12 or 16 bits; images that were normalised must be stored as they were before`,
    );
  const scale = 255 / (range.high - range.low);
  let sum = 0;
  let count = 0;
  const bytes = arrays.map(({ values }) => {
    const out = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const byte = Math.round((Number(values[i]) - range.low) * scale);
      out[i] = Math.min(255, Math.max(0, byte));
      sum += out[i];
    }
    count += values.length;
    return out;
  });
  const mean = count ? (sum / count).toFixed(1) : '0';
  const what = isBoolean ? 'pixels that are all 0 or 1' : `numbers from ${shown(low)} to ${shown(high)}`;
  const bounds = `${range.low.toLocaleString('en')} as black and ${range.high.toLocaleString('en')} as white`;
  const isExact = isBoolean || (scale === 1 && survey.isWhole);
  const rounded = isExact ? '' : ', rounded to bytes';
  return { bytes, notes: [`${what} taken with ${bounds}${rounded}: mean ${mean} of 255`] };
}

const shown = (value: number): string => String(Number(value.toPrecision(7)));

interface Survey extends Range {
  isWhole: boolean;
  isFloat: boolean;
}

function surveyOf(arrays: readonly PixelNumbers[]): Survey {
  let low = Infinity;
  let high = -Infinity;
  let isWhole = true;
  for (const { file, values } of arrays)
    for (let i = 0; i < values.length; i++) {
      const value = Number(values[i]);
      if (!Number.isFinite(value))
        throw new FileError(file, null, `pixel value ${i} is ${value}: images must be finite`);
      if (value < low) low = value;
      if (value > high) high = value;
      isWhole &&= Number.isInteger(value);
    }
  return { low, high, isWhole, isFloat: arrays.some((array) => array.isFloat) };
}

/** The range that the numbers fill, or overstep a little. */
function rangeOf(arrays: readonly PixelNumbers[], { low, high, isWhole, isFloat }: Survey): Range | null {
  const fits = (range: Range): boolean => {
    const slack = OVERSTEP * (range.high - range.low);
    if (low >= range.low && high <= range.high) return true;
    if (isWhole || low < range.low - slack || high > range.high + slack) return false;
    let total = 0;
    let outside = 0;
    // What rounding alone oversteps is in it.
    const hair = 1e-4 * (range.high - range.low);
    for (const { values } of arrays) {
      total += values.length;
      for (let i = 0; i < values.length; i++) {
        const value = Number(values[i]);
        if (value < range.low - hair || value > range.high + hair) outside++;
      }
    }
    return outside <= OVERSTEPPING * total;
  };
  if (isFloat && fits({ low: 0, high: 1 })) return { low: 0, high: 1 };
  if (isFloat && fits({ low: -1, high: 1 })) return { low: -1, high: 1 };
  if ((isWhole || high > DARKEST) && fits({ low: 0, high: 255 })) return { low: 0, high: 255 };
  const scales = [4095, 65_535];
  const white = isWhole ? scales.find((most) => low >= 0 && high <= most) : undefined;
  return white === undefined ? null : { low: 0, high: white };
}
