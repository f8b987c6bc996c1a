import { canonicalJson, hashOf } from '../experiments/plan.ts';
import type { RunEvent } from './events.ts';
import type { ResultStore } from './resultStore.ts';

/** What a run's results depend on beside its spec: images, arithmetic and commit. */
export interface Circumstances {
  images: string;
  device: string;
  commit: string;
}

/**
 * Events of parts of a run, kept in a store (where there is one) under the hash of everything that they come
 * from.
 */
export class Recall {
  constructor(
    private readonly store: ResultStore | null,
    private readonly from: Circumstances | null,
  ) {}

  load(source: object): Promise<RunEvent[] | null> {
    const all = { ...source, ...this.from };
    return this.store ? this.store.told(hashOf(all), canonicalJson(all)) : Promise.resolve(null);
  }

  async save(source: object, events: RunEvent[]): Promise<void> {
    const all = { ...source, ...this.from };
    await this.store?.saveTold(hashOf(all), canonicalJson(all), events);
  }

  /**
   * Emits the events that are kept of this part; without any does the work, emits its events and keeps them.
   * True if they were kept.
   */
  async tell(
    source: object,
    emit: (event: RunEvent) => void,
    work: (emit: (event: RunEvent) => void) => Promise<void>,
  ): Promise<boolean> {
    const known = await this.load(source);
    if (known) {
      known.forEach(emit);
      return true;
    }
    const told: RunEvent[] = [];
    await work((event) => {
      told.push(event);
      emit(event);
    });
    await this.save(source, told);
    return false;
  }
}
