import type { NetworkSettings } from './settings.ts';

/** What a plan must know of an opened model. */
export interface NetworkForm {
  /** Tells models apart: of all weights and their names, 8 hex digits. */
  fingerprint: string;
  /** Why its weights cannot be drawn again (D11), a sentence; null: they can. */
  notDrawn: string | null;
  /** Why no new classifier is trained on its drawn features, a sentence; null or absent: one can be. */
  notRetrained?: string | null;
  /** Are its weights drawn together with its biases, at its own width only? That goes beyond the paper. */
  drawnJointly?: boolean;
}

/** What can be done with an architecture, known without building it. */
export interface Possible {
  /**
   * True if it comes with its weights (pretrained): there is nothing to train then, and no initialisation to
   * compare with.
   */
  given: boolean;
  /** Why its weights cannot be drawn again, a sentence; null: they can. */
  notDrawn: string | null;
  /**
   * Why no new classifier can be trained on features that are held still (D12), a sentence; null: one can.
   */
  notRetrained: string | null;
  /** Can the kernel of its drawn neurons be measured (Theorem 1)? */
  kernel: boolean;
}

/**
 * A comparable architecture: another network whose first layer reads the image through the same operator, one
 * layer deeper or without shortcuts; null where there is none here.
 */
export function kinOf(settings: NetworkSettings): NetworkSettings | null {
  if (settings.architecture === 'cnn' || settings.architecture === 'mlp')
    return settings.depth < 10 ? { ...settings, depth: settings.depth + 1 } : null;
  return settings.architecture === 'resnet18' ? { ...settings, architecture: 'cnn', depth: 4 } : null;
}

export const RESIDUAL =
  'Its shortcuts add the features of earlier layers, so that no layer can be drawn in the coordinates of the one before alone. The paper does not draw residual networks either.';

const COMPLEX =
  'With skip connections the features are complex, and a classifier for complex features that are held still is not built yet. Without skip connections it is trained.';

export function possible(settings: NetworkSettings, model: NetworkForm | null): Possible {
  const { architecture, skip } = settings;
  if (architecture === 'model') {
    const { notDrawn = null, notRetrained = null } = model ?? {};
    return { given: true, notDrawn, notRetrained, kernel: false };
  }
  const residual = architecture === 'resnet18';
  return {
    given: false,
    notDrawn: residual ? RESIDUAL : null,
    notRetrained: skip ? COMPLEX : null,
    kernel: !residual,
  };
}

/** A number of neurons at a width, × the base widths. */
export const scaled = (base: number, width: number): number => Math.max(1, Math.round(base * width));

/**
 * Neurons in the four groups of blocks of the ResNet: a quarter of the paper's, as for the other networks
 * here.
 */
export const RESNET_WIDTHS = [16, 32, 64, 128];

/**
 * Neurons of L_1, L_2, … (the classifier is not among them): docs/paper.md Table 1 and e.5 at a quarter of
 * their widths, e.6, f.1. An opened model has its own.
 */
export function learnedWidths(settings: NetworkSettings): number[] {
  const base = {
    'scat-j3': () => [16, 32, 64, 128],
    'scat-j7': () => [16, 32, 64, 128, 128, 128, 128, 128],
    cnn: () => Array.from({ length: settings.depth }, (_, i) => Math.min(512, 16 * 2 ** i)),
    mlp: () => Array.from({ length: settings.depth }, (_, i) => Math.max(32, 512 / 2 ** i)),
    resnet18: () => RESNET_WIDTHS.flatMap((n) => [n, n, n, n, n]),
    model: () => [],
  }[settings.architecture]();
  return base.map((n, i) => scaled(n, settings.holdLast && i === base.length - 1 ? 1 : settings.width));
}
