// The page has no work of its own: each contender runs in a dedicated worker, with a tfjs of its own.
import { wrap, type Remote } from 'comlink';
import type { Block } from '../measure.ts';
import type { Ready, Work } from '../work.ts';
import type { ContenderName, Host } from './worker.ts';

const workers = new Map<number, { worker: Worker; host: Remote<Host>; broken: Promise<never> }>();
let last = 0;

/** What the driver calls. */
export interface BenchPage {
  open(contender: ContenderName): number;
  prepare(id: number, work: Work): Promise<Ready>;
  run(id: number, repetitions: number): Promise<Block>;
  close(id: number): void;
}

const page: BenchPage = {
  open(contender) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: contender });
    const broken = new Promise<never>((_, reject) =>
      worker.addEventListener('error', (event) =>
        reject(new Error(event.message || 'the worker could not start')),
      ),
    );
    broken.catch(() => {});
    workers.set(++last, { worker, host: wrap<Host>(worker), broken });
    return last;
  },
  prepare(id, work) {
    const { host, broken } = workers.get(id)!;
    return Promise.race([host.prepare(work), broken]) as Promise<Ready>;
  },
  run(id, repetitions) {
    const { host, broken } = workers.get(id)!;
    return Promise.race([host.run(repetitions), broken]) as Promise<Block>;
  },
  close(id) {
    workers.get(id)?.worker.terminate();
    workers.delete(id);
  },
};

Object.assign(globalThis, { bench: page });
