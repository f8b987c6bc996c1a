import { threadMain, type Job } from './thread.ts';

onmessage = ({ data }: MessageEvent<Job>) => threadMain(data, () => postMessage(0));
