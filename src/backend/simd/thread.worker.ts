import { onlyOnce } from '../onlyOnce.ts';
import { threadMain, type Job } from './thread.ts';

onlyOnce();
onmessage = ({ data }: MessageEvent<Job>) => threadMain(data, () => postMessage(0));
