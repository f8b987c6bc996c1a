import { keep, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { visitFeatures, type Network } from '../networks/network.ts';
import type { Stage } from '../networks/stage.ts';
import { repeatedSource, type BatchSource } from '../training/source.ts';

/**
 * Features of some stages on some images, in the order of `stages`; the caller disposes them. The network is
 * not run beyond `last`.
 *
 * This is how numbers leave a pass through a network. A tidy disposes what was made in it as soon as it ends,
 * and a GPU answers a read later than that: so nothing is read within one. What is to be read is kept, and
 * read once the tidy is over (tests watch for it: backend/watchReads.ts).
 */
export function featuresOf(
  network: Network,
  source: BatchSource,
  indices: Uint32Array,
  stages: readonly number[],
  last: number,
): Tensor[] {
  const kept: Tensor[] = [];
  tidy(() => {
    const x = repeatedSource(source, network.nets).batch(indices);
    visitFeatures(network, x, last, (i, phi) => {
      if (stages.includes(i)) kept.push(keep(phi.clone()));
    });
  });
  return kept;
}

/**
 * The rows that enter L of a stage, [nets, images, height, width, inputs]; the caller disposes them, and the
 * features.
 */
export const rowsOf = (stage: Stage, features: Tensor): Tensor => tidy(() => stage.expand(features).clone());

/** How many samples the rows of some images are: a complex field's real and imaginary parts are one. */
export const samplesOf = (stage: Stage, images: number): number =>
  (images * stage.positions) / (stage.complex ? 2 : 1);
