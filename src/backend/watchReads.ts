import { engine, Tensor, Variable } from '@tensorflow/tfjs-core';

/**
 * For tests: from now on it is an error, on every backend, to begin a read within a tidy, which disposes the
 * tensor before a GPU has answered, or to dispose a tensor that is still being read. The CPU's answers come
 * at once and hide both.
 */
export function watchReads(): void {
  const reading = new Map<Tensor, number>();
  const count = (tensor: Tensor, by: number) => reading.set(tensor, (reading.get(tensor) ?? 0) + by);
  const read = Tensor.prototype.data;
  Tensor.prototype.data = async function (this: Tensor) {
    if (engine().state.activeScope)
      throw new Error(`[${this.shape.join()}] is read within a tidy: keep it, and read it behind`);
    count(this, 1);
    try {
      return await read.call(this);
    } finally {
      count(this, -1);
      if (reading.get(this) === 0) reading.delete(this);
    }
  } as typeof read;
  for (const { prototype } of [Tensor, Variable]) {
    const dispose = prototype.dispose;
    prototype.dispose = function (this: Tensor) {
      if (reading.has(this)) throw new Error(`[${this.shape.join()}] is disposed while it is read`);
      dispose.call(this);
    };
  }
}
