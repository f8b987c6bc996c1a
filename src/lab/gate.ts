/** Pause, step and cancel for a run: the run awaits `turn` between units of work. */
export class Gate {
  readonly #controller = new AbortController();
  #paused = false;
  #steps = 0;
  #traced = false;
  #wake: (() => void) | null = null;
  #lastYield = performance.now();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Lets messages in at least every 30 ms; waits while paused. Resolves to the milliseconds spent paused. */
  async turn(): Promise<number> {
    if (!this.#paused && performance.now() - this.#lastYield < 30) return 0;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#lastYield = performance.now();
    const from = performance.now();
    while (this.#paused && !this.#traced && !this.signal.aborted) {
      if (this.#steps > 0) {
        this.#steps--;
        break;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return performance.now() - from;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = this.#traced = false;
    this.#steps = 0;
    this.#release();
  }

  /** One unit of work, then wait again. */
  step(): void {
    this.#steps++;
    this.#release();
  }

  /** On to the next step of training, which is to be told in full; then wait. */
  slowStep(): void {
    this.#paused = this.#traced = true;
    this.#release();
  }

  /** Whether a slow step was requested; reading it clears it. */
  takeTraced(): boolean {
    const asked = this.#traced;
    this.#traced = false;
    return asked;
  }

  cancel(): void {
    this.#controller.abort();
    this.#release();
  }

  #release(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
