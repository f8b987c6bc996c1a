/**
 * Rounds of the trial: whatever else the machine does in the meantime meets every number of threads alike.
 */
const ROUNDS = 3;
/** Of the fastest: below this, a number of threads is not tried again. */
const HOPELESS = 0.8;
/**
 * By how much fewer threads have to be faster: what is trained is larger than the trial's step, and has more
 * to share out.
 */
const EDGE = 1.05;

export interface ThreadSpeed {
  threads: number;
  imagesPerSecond: number;
}

/**
 * Numbers of threads that are worth trying: browsers may say more cores than there are, and others may be at
 * work on them. Most first.
 */
export const worthTrying = (cores: number): number[] => [...new Set([cores, Math.ceil(cores / 2), 1])];

/**
 * Images a second on each number of threads, the one to take first. `slice` works for a moment on so many
 * threads, and says how many images it did in how long. The sums of the kernels are cut by shape alone:
 * whichever is taken, the numbers are the same.
 */
export async function tryThreads(
  counts: readonly number[],
  slice: (threads: number) => Promise<{ images: number; ms: number }>,
): Promise<ThreadSpeed[]> {
  const done = counts.map((threads) => ({ threads, images: 0, ms: 0 }));
  const speed = ({ images, ms }: { images: number; ms: number }) => (1000 * images) / ms;
  let left = done;
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of left) {
      const { images, ms } = await slice(one.threads);
      one.images += images;
      one.ms += ms;
    }
    const best = Math.max(...left.map(speed));
    left = left.filter((one) => speed(one) >= HOPELESS * best);
  }
  const byThreads = [...left].sort((a, b) => b.threads - a.threads);
  const taken = byThreads.reduce((best, one) => (speed(one) > EDGE * speed(best) ? one : best));
  return [taken, ...done.filter((one) => one !== taken)].map((one) => ({
    threads: one.threads,
    imagesPerSecond: speed(one),
  }));
}
