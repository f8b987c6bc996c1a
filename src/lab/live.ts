import { dispose, softmax, tidy } from '@tensorflow/tfjs-core';
import type { LabelledImages } from '../data/dataset.ts';
import { disposeNetwork, forward, type Network } from '../networks/network.ts';
import { imageSource, type Normalisation } from '../training/source.ts';
import type { NetworkKind } from './events.ts';

/** The networks of a run that can still be asked about images. */
export class LiveNetworks {
  readonly #networks = new Map<NetworkKind, Network>();

  constructor(private readonly format: { size: number; channels: number; normalisation: Normalisation }) {}

  /** Takes ownership of a network of one net. */
  set(kind: NetworkKind, network: Network): void {
    const old = this.#networks.get(kind);
    if (old) disposeNetwork(old);
    this.#networks.set(kind, network);
  }

  /** Class probabilities of each image by each network: `result[kind][image][class]`. */
  async probabilities(images: LabelledImages): Promise<Partial<Record<NetworkKind, number[][]>>> {
    const source = imageSource(images, this.format);
    const all = Uint32Array.from({ length: images.count }, (_, i) => i);
    const result: Partial<Record<NetworkKind, number[][]>> = {};
    for (const [kind, network] of this.#networks) {
      const p = tidy(() => softmax(forward(network, source.batch(all))));
      const values = await p.data(), classes = p.shape[2]!;
      dispose(p);
      result[kind] = Array.from({ length: images.count }, (_, i) => Array.from(values.slice(i * classes, (i + 1) * classes)));
    }
    return result;
  }

  /** One image of the run's size and channels (NHWC bytes). Throws RangeError for another length. */
  async classify(pixels: Uint8Array): Promise<Partial<Record<NetworkKind, number[]>>> {
    const { size, channels } = this.format;
    if (pixels.length !== size * size * channels) throw new RangeError(`an image of this run is ${size}×${size}×${channels} = ${size * size * channels} bytes, got ${pixels.length}`);
    const all = await this.probabilities({ count: 1, pixels, labels: new Uint8Array(1) });
    return Object.fromEntries(Object.entries(all).map(([kind, rows]) => [kind, rows[0]]));
  }

  release(): void {
    this.#networks.forEach(disposeNetwork);
    this.#networks.clear();
  }
}
