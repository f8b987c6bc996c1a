import type { Dataset, LabelledImages } from '../data/dataset.ts';
import { labelCounts, lopsided } from '../data/labelCounts.ts';
import { base64 } from '../files/base64.ts';
import { pixelEigenvalues } from '../rainbow/pixels.ts';
import { fitPowerLaw } from '../spectra/fits.ts';
import type { DataLook } from './events.ts';
import { firstOf, type RunSources } from './runGroup.ts';
import type { Work } from './work.ts';

/** Images shown of a class, and in all: classes share them. */
const PER_CLASS = 5;
const SHOWN = 100;
/** Images whose Gram matrix is decomposed: a quarter of a second. */
const SPECTRUM_IMAGES = 1000;

/**
 * Tells what the images are: some of each class, classes, channels, spectrum; warns where the classes are
 * lopsided.
 */
export async function lookAtData(
  { train, test, classes, size, channels }: Dataset,
  sources: RunSources,
  { decomposer, emit }: Pick<Work, 'decomposer' | 'emit'>,
): Promise<void> {
  const labels = {
    train: labelCounts(train.labels, classes.length),
    test: labelCounts(test.labels, classes.length),
  };
  const looked = firstOf(sources.plain, SPECTRUM_IMAGES);
  const eigenvalues = await pixelEigenvalues(looked, decomposer);
  emit({
    type: 'data',
    images: samples(train, classes.length, size * size * channels),
    labels,
    channels: { mean: sources.normalisation.mean, deviation: sources.normalisation.std },
    spectrum: { eigenvalues, powerLaw: fitPowerLaw(eigenvalues), images: looked.count },
  });
  for (const [counts, what] of [
    [labels.train, 'training'],
    [labels.test, 'test'],
  ] as const) {
    const message = lopsided(counts, classes, what);
    if (message) emit({ type: 'warning', code: 'data', message });
  }
}

/** The first of each class. */
function samples(images: LabelledImages, classes: number, length: number): DataLook['images'] {
  const each = Math.max(1, Math.min(PER_CLASS, Math.floor(SHOWN / classes)));
  const found: number[][] = Array.from({ length: classes }, () => []);
  images.labels.forEach((label, i) => {
    if (found[label].length < each) found[label].push(i);
  });
  return found
    .flat()
    .slice(0, SHOWN)
    .map((i) => ({
      pixels: base64(images.pixels.subarray(i * length, (i + 1) * length)),
      label: images.labels[i],
    }));
}
