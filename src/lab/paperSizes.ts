import { scattering } from '../networks/architectures.ts';
import { parameterCount } from '../networks/network.ts';
import { inputsOf, type Stage } from '../networks/stage.ts';
import { DECOMPOSITION } from './compare/cost.ts';
import { macsPerImage } from './redraw.ts';

/** An experiment at the paper's sizes, counted and not run. */
export interface PaperExample {
  title: string;
  networks: number;
  /** Multiply–accumulates, by what they are for. */
  macsOf: { training: number; activations: number; decompositions: number };
  bytes: { stored: number; largestMatrix: number };
}

const plain = { skip: false, divisive: false, batchNorm: true };
/**
 * Images on which the second moments of each network are taken, beside those of its reference
 * (compare.images' default).
 */
const COMPARED = 2000;

function example(
  title: string,
  copies: number,
  widths: readonly Stage[][],
  { images, epochs }: { images: number; epochs: number },
): PaperExample {
  const sum = (f: (stages: Stage[]) => number) =>
    widths.reduce((total, stages) => total + copies * f(stages), 0);
  const learned = (stages: Stage[]) => stages.slice(0, -1);
  const overLayers = (stages: Stage[], f: (stage: Stage) => number) =>
    learned(stages).reduce((total, stage) => total + f(stage), 0);
  return {
    title,
    networks: copies * widths.length,
    macsOf: {
      training: sum((stages) => 3 * images * epochs * macsPerImage(stages)),
      activations: sum(
        (stages) =>
          COMPARED *
          (2 * macsPerImage(stages) + 2 * overLayers(stages, (s) => s.positions * s.channels ** 2)),
      ),
      // A polar factor for each aligned layer of each network, and eigenvectors of one pooled covariance a
      // layer and width.
      decompositions:
        DECOMPOSITION *
        (sum((stages) => overLayers(stages, (s) => s.channels ** 3)) +
          widths.reduce((total, stages) => total + overLayers(stages, (s) => inputsOf(s) ** 3), 0)),
    },
    bytes: {
      stored: sum((stages) => 8 * parameterCount(stages)),
      largestMatrix: Math.max(
        ...widths.flatMap((stages) => learned(stages).map((s) => 8 * inputsOf(s) ** 2)),
      ),
    },
  };
}

/**
 * Fig. 4 with 50 networks at each of its widths, 2⁻³ to 2⁵, L_4 kept at 512 as there; and one Scat-J10 on
 * ImageNet (docs/paper.md Table 1, e.2–e.4).
 */
export function paperExamples(): PaperExample[] {
  const cifar = { size: 32, channels: 3, classes: 10 };
  const imageNet = { size: 224, channels: 3, classes: 1000 };
  const j3 = Array.from({ length: 9 }, (_, i) => 2 ** (i - 3)).map((s) =>
    scattering(plain, cifar, [64 * s, 128 * s, 256 * s, 512], ['plain', 'plain', 'plain', 'plain']),
  );
  const j10 = scattering(
    { ...plain, skip: true },
    imageNet,
    [32, 64, 64, 128, 256, 512, 512, 512, 512, 512, 256],
    ['plain', ...Array.from({ length: 5 }, () => ['pairA', 'pairB'] as const).flat()],
  );
  return [
    example(
      'Scat-J3, 50 networks at each of 9 widths (×1/8 to ×32 of the paper’s), CIFAR-10, 150 epochs',
      50,
      j3,
      { images: 50_000, epochs: 150 },
    ),
    example('Scat-J10 with skip connection, one network, ImageNet, 150 epochs', 1, [j10], {
      images: 1_281_167,
      epochs: 150,
    }),
  ];
}
