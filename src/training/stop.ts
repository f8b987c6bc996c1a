import type { TrainingSettings } from './settings.ts';

/** True if training can end before its last epoch. */
export const mayStop = ({ stopAt, patience }: Pick<TrainingSettings, 'stopAt' | 'patience'>): boolean =>
  stopAt > 0 || patience > 0;

/**
 * Why training ends after these epochs, in words, or null. `accuracies`: on the test images, by epoch, the
 * untrained network's first.
 */
export function stopReason(
  { stopAt, patience }: Pick<TrainingSettings, 'stopAt' | 'patience'>,
  accuracies: readonly number[],
): string | null {
  const epoch = accuracies.length - 1;
  const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
  if (epoch < 1) return null;
  if (stopAt > 0 && accuracies[epoch] >= stopAt)
    return `the test accuracy of ${percent(accuracies[epoch])} reached ${percent(stopAt)}`;
  const best = accuracies.indexOf(Math.max(...accuracies));
  return patience > 0 && epoch - best >= patience
    ? `for ${epoch - best} epochs the test accuracy has not passed the ${percent(accuracies[best])} of epoch ${best}`
    : null;
}
