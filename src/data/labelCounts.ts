/** Number of images of each class. */
export function labelCounts(labels: Uint8Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

/**
 * Six standard deviations of a count about its expectation: a set in order of class is noticed, chance is
 * not.
 */
export const beyondChance = (count: number, expected: number): boolean =>
  Math.abs(count - expected) > 6 * Math.sqrt(expected) + 1;

/**
 * What is wrong with the classes of a set, in words, or null: one with less than half or more than twice its
 * even share, beyond chance. So does a file in order of class look when only its first images are taken, and
 * accuracy on such a set is to be held against its most frequent class.
 */
export function lopsided(counts: readonly number[], classes: readonly string[], what: string): string | null {
  const total = counts.reduce((a, b) => a + b, 0);
  const even = total / counts.length;
  if (!counts.some((n) => (n < even / 2 || n > 2 * even) && beyondChance(n, even))) return null;
  const low = Math.min(...counts);
  const high = Math.max(...counts);
  const none = counts.filter((n) => n === 0).length;
  return (
    `The ${what} images are lopsided: ${none > 1 ? `none of ${none} classes` : `${low.toLocaleString('en')} of ${classes[counts.indexOf(low)]}`}, ${high.toLocaleString('en')} of ${classes[counts.indexOf(high)]}, where an even share is ${even.toLocaleString('en', { maximumFractionDigits: 0 })}. ` +
    `Always saying “${classes[counts.indexOf(high)]}” is right on ${((100 * high) / total).toFixed(0)} % of them.`
  );
}
