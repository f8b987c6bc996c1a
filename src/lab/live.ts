import { dispose, softmax, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { LabelledImages } from '../data/dataset.ts';
import { disposeNetwork, forward, type Network } from '../networks/network.ts';
import { imageSource, type Normalisation } from '../training/source.ts';
import type { NetworkKind } from './events.ts';
import { layerWeights, type DrawnWeights } from './weights.ts';

/** The networks of a run that can still be asked about images: one trained net and what was drawn from it. */
export class LiveNetworks {
  readonly #networks = new Map<NetworkKind, Network>();
  readonly #alignments = new Map<NetworkKind, (Float64Array | null)[]>();

  constructor(
    readonly net: string,
    private readonly format: { size: number; channels: number; normalisation: Normalisation },
  ) {}

  /**
   * Takes ownership of a network of one net; `alignments`: what turned the inputs of each stage when it was
   * drawn.
   */
  set(kind: NetworkKind, network: Network, alignments: (Float64Array | null)[] = []): void {
    const old = this.#networks.get(kind);
    if (old) disposeNetwork(old);
    this.#networks.set(kind, network);
    this.#alignments.set(kind, alignments);
  }

  /** Class probabilities of each image by each network: `result[kind][image][class]`. */
  async probabilities(images: LabelledImages): Promise<Partial<Record<NetworkKind, number[][]>>> {
    const source = imageSource(images, this.format);
    const all = Uint32Array.from({ length: images.count }, (_, i) => i);
    const result: Partial<Record<NetworkKind, number[][]>> = {};
    for (const [kind, network] of this.#networks) {
      const p = tidy(() => softmax(forward(network, source.batch(all))));
      const values = await p.data();
      const classes = p.shape[2]!;
      dispose(p);
      result[kind] = Array.from({ length: images.count }, (_, i) =>
        Array.from(values.slice(i * classes, (i + 1) * classes)),
      );
    }
    return result;
  }

  /** One image of the run's size and channels (NHWC bytes). Throws RangeError for another length. */
  async classify(pixels: Uint8Array): Promise<Partial<Record<NetworkKind, number[]>>> {
    const { size, channels } = this.format;
    if (pixels.length !== size * size * channels)
      throw new RangeError(
        `an image of this run is ${size}×${size}×${channels} = ${size * size * channels} bytes, got ${pixels.length}`,
      );
    const all = await this.probabilities({ count: 1, pixels, labels: new Uint8Array(1) });
    return Object.fromEntries(Object.entries(all).map(([kind, rows]) => [kind, rows[0]]));
  }

  /** Weights, statistics and alignments of one of the networks; null if it was not made. */
  async read(kind: NetworkKind): Promise<DrawnWeights | null> {
    const network = this.#networks.get(kind);
    if (!network) return null;
    const numbers = async (t: Tensor) => (await t.data()) as Float32Array;
    const weights = await Promise.all(network.weights.map(numbers));
    const statistics = await Promise.all(
      network.statistics.map(
        async (s) => s && { mean: await numbers(s.mean), variance: await numbers(s.variance) },
      ),
    );
    return {
      net: this.net,
      pixels: this.format.normalisation,
      layers: layerWeights(network.stages, weights, statistics),
      alignments: this.#alignments.get(kind)!,
    };
  }

  release(): void {
    this.#networks.forEach(disposeNetwork);
    this.#networks.clear();
    this.#alignments.clear();
  }
}
