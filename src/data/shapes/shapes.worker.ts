import { expose, transfer } from 'comlink';
import { onlyOnce } from '../../backend/onlyOnce.ts';
import { generateShapes, type ShapesRequest } from './shapes.ts';

onlyOnce();

const api = {
  generate(request: ShapesRequest) {
    const images = generateShapes(request);
    return transfer(images, [images.pixels.buffer, images.labels.buffer]);
  },
};
export type ShapesWorkerApi = typeof api;

expose(api);
