import type { NetworkSettings } from '../settings.ts';
import type { PixelScale } from './importedNetwork.ts';

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** ImageNet's statistics, which most published CIFAR models use too. A grey image takes their means. */
export const imagenetPixels = (channels: number): PixelScale => ({
  mean: channels === 3 ? IMAGENET.mean : Array.from({ length: channels }, () => 0.449),
  std: channels === 3 ? IMAGENET.std : Array.from({ length: channels }, () => 0.226),
  words: 'pixels as (x/255 − mean)/std with the mean and std of ImageNet',
});

const even = (channels: number, mean: number, std: number, words: string): PixelScale => ({
  mean: Array.from({ length: channels }, () => mean),
  std: Array.from({ length: channels }, () => std),
  words,
});
export const unitPixels = (channels: number): PixelScale =>
  even(channels, 0, 1, 'pixels as x/255, from 0 to 1');

/**
 * How pixels come to an opened model: as chosen, or as what is known of it asks; null: by the means and
 * deviations of the training images.
 */
export function pixelScale(
  choice: NetworkSettings['pixels'],
  known: PixelScale | null,
  channels: number,
): PixelScale | null {
  switch (choice) {
    case 'auto':
      return known;
    case 'unit':
      return unitPixels(channels);
    case 'symmetric':
      return even(channels, 0.5, 0.5, 'pixels as x/127.5 − 1, from −1 to 1');
    case 'imagenet':
      return imagenetPixels(channels);
    case 'images':
      return null;
    default:
      return choice satisfies never;
  }
}
