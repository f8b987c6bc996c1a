import type { ModelFile } from '../../files/models/modelFile.ts';

/** Why a model does not run here, a sentence for people. */
export class CannotRun extends Error {}

/** Numbers of all weights of a model that is run: 64 million are 256 MiB. */
const MOST = 2 ** 26;

export interface Weight {
  shape: number[];
  values: Float32Array;
}

/** The float tensors of a model, each to be taken by name with the shape it must have. */
export class NamedWeights {
  readonly #left: Map<string, Weight>;
  constructor(weights: ReadonlyMap<string, Weight>) {
    this.#left = new Map(weights);
  }

  has(name: string): boolean {
    return this.#left.has(name);
  }

  /** Throws CannotRun for one that is not there, or of another shape (null: any size). */
  take(name: string, shape: readonly (number | null)[]): Weight {
    const found = this.#left.get(name);
    if (!found) throw new CannotRun(`There is no tensor "${name}" in it.`);
    if (
      found.shape.length !== shape.length ||
      shape.some((n, axis) => n !== null && n !== found.shape[axis])
    ) {
      throw new CannotRun(
        `Its tensor "${name}" is ${found.shape.join(' × ')}; in this architecture it is ${shape.map((n) => n ?? 'any').join(' × ')}.`,
      );
    }
    this.#left.delete(name);
    return found;
  }

  takeIf(name: string, shape: readonly (number | null)[]): Weight | null {
    return this.has(name) ? this.take(name, shape) : null;
  }

  /** Throws CannotRun naming a tensor that nobody took: the model has a part that is not understood. */
  nothingLeft(architecture: string): void {
    const [name] = this.#left.keys();
    if (name !== undefined) throw new CannotRun(`It holds "${name}", which is no part of ${architecture}.`);
  }
}

const WRAPPER = /^(module|_orig_mod|model|net|network|backbone|encoder)\./;

/**
 * Takes away what training code puts before the names of a model, most of them: "module." of parallel
 * training, "_orig_mod." of a compiled one, "model." of a training loop's class.
 */
export function withoutWrapper(names: readonly string[]): (name: string) => string {
  let cut = '';
  for (;;) {
    const prefix = WRAPPER.exec(names[0]?.slice(cut.length) ?? '')?.[0];
    const having = names.filter((name) => prefix !== undefined && name.startsWith(cut + prefix));
    if (having.length <= names.length / 2) break;
    cut += prefix;
  }
  return (name) => (name.startsWith(cut) ? name.slice(cut.length) : name);
}

/** The tensors of a model, without those that stand beside it in its file. */
export const ownTensors = (model: ModelFile): ModelFile['tensors'] =>
  model.tensors.filter(({ beside }) => !beside);

/**
 * Reads all float tensors; `rename` their names. Throws CannotRun over the limit, and for numbers that are
 * not finite.
 */
export async function readWeights(
  model: ModelFile,
  rename = (name: string) => name,
): Promise<Map<string, Weight>> {
  const floats = ownTensors(model).filter((t) => t.float);
  const total = floats.reduce((sum, t) => sum + t.shape.reduce((a, b) => a * b, 1), 0);
  if (total > MOST)
    throw new CannotRun(
      `Its ${total.toLocaleString('en')} weights are more than the ${MOST.toLocaleString('en')} that are run here; its spectra can be looked at.`,
    );
  const out = new Map<string, Weight>();
  for (const t of floats) {
    const values = Float32Array.from(await t.read());
    if (!values.every(Number.isFinite))
      throw new CannotRun(`Its tensor "${t.name}" holds numbers that are not finite.`);
    out.set(rename(t.name), { shape: t.shape, values });
  }
  return out;
}
