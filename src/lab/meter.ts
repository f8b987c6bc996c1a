import type { Phase, Progress } from './events.ts';

/** Part of a run: units of estimated work (multiply–accumulates) and what it is called. */
export interface Task {
  phase: Phase;
  label: string;
  units: number;
}

/**
 * Progress over a run whose tasks are known before it starts. Time left comes from the measured rate of work
 * so far, so it corrects itself when the estimate of one task was off.
 */
export class Meter {
  #tasks: (Task & { done: number })[];
  #current: (Task & { done: number }) | null = null;
  #started = performance.now();
  #paused = 0;
  #lastEmit = -Infinity;
  #images = 0;
  #imagesSince = performance.now();
  #rate: number | null = null;
  #detail = '';

  constructor(
    tasks: Task[],
    private readonly emit: (event: Progress) => void,
  ) {
    this.#tasks = tasks.map((task) => ({ ...task, done: 0 }));
  }

  /** Makes the named task current; throws for one that was not announced. */
  start(label: string): void {
    const task = this.#tasks.find((t) => t.label === label);
    if (!task) throw new Error(`no such task: ${label}`);
    this.#current = task;
    this.#detail = '';
    this.#images = 0;
    this.#imagesSince = performance.now();
    this.#report(true);
  }

  /** The named task is not needed: neither its work nor its time counts. */
  skip(label: string): void {
    const task = this.#tasks.find((t) => t.label === label);
    if (task) task.units = task.done = 0;
  }

  finish(): void {
    if (this.#current) this.#current.done = this.#current.units;
    this.#report(true);
  }

  /** Work done on the current task: a share of its units, and images that went through a network. */
  add(units: number, images = 0): void {
    const task = this.#current;
    if (!task) return;
    task.done = Math.min(task.units, task.done + units);
    this.#images += images;
    const now = performance.now();
    if (images > 0 && now - this.#imagesSince > 500) {
      this.#rate = (this.#images / (now - this.#imagesSince)) * 1000;
      this.#images = 0;
      this.#imagesSince = now;
    }
    this.#report(false);
  }

  /** More about the current task, in words behind its label. */
  say(detail: string): void {
    this.#detail = detail;
    this.#report(false);
  }

  /** Time spent waiting for a person does not count. */
  addPause(milliseconds: number): void {
    this.#paused += milliseconds;
    this.#imagesSince += milliseconds;
  }

  get seconds(): number {
    return (performance.now() - this.#started - this.#paused) / 1000;
  }

  #report(always: boolean): void {
    const now = performance.now();
    const task = this.#current;
    if (!task || (!always && now - this.#lastEmit < 200)) return;
    this.#lastEmit = now;
    const total = this.#tasks.reduce((sum, t) => sum + t.units, 0);
    const done = this.#tasks.reduce((sum, t) => sum + t.done, 0);
    const overall = total ? done / total : 0;
    this.emit({
      type: 'progress',
      phase: task.phase,
      label: this.#detail ? `${task.label}: ${this.#detail}` : task.label,
      done: task.done,
      total: task.units,
      overall,
      secondsLeft: overall > 0.03 ? (this.seconds / overall) * (1 - overall) : null,
      imagesPerSecond: task.phase === 'train' ? this.#rate : null,
    });
  }
}
