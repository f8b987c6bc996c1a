import { strings } from '../strings/index.ts';

const { seconds: inSeconds, minutes, hours } = strings.shell.time;

/** "40 s", "3 min", "2.5 h". */
export const duration = (seconds: number): string =>
  seconds < 90
    ? inSeconds(Math.ceil(seconds))
    : seconds < 5400
      ? minutes(Math.ceil(seconds / 60))
      : hours((seconds / 3600).toFixed(1));
