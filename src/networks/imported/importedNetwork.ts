import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputShape } from '../architectures.ts';
import type { NetworkForm } from '../form.ts';
import type { Network } from '../network.ts';
import type { Stage } from '../stage.ts';

/** A trained model that runs as a network: its architecture and its weights. */
export interface ImportedNetwork extends NetworkForm {
  /** For people: "ResNet-20 (CIFAR)". */
  title: string;
  /** What it takes and says: side of its images (null: any), their channels, its classes. */
  size: number | null;
  channels: number;
  classes: number;
  /** How pixels must come to it; null: by the means and deviations of the training images, as here. */
  pixels: PixelScale | null;
  /**
   * The model's function as a network of the paper's form, its statistics those of the images `x` ([1,
   * images, size, size, channels]): what it is drawn again from, jointly in weights and biases, which goes
   * beyond the paper. Absent where the model has that form itself. The caller owns the network.
   */
  inPaperForm?(x: Tensor): Network;
  /**
   * Stages of the model for images of this shape; with `widths`, of the same network with other widths and
   * without its weights. Throws NetworkSettingsError.
   */
  build(input: InputShape, widths: readonly number[]): Stage[];
}

/** (x/255 − mean)/std per channel. `words`: for people. */
export interface PixelScale {
  mean: number[];
  std: number[];
  words: string;
}
