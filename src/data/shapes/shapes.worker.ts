import { expose, transfer } from 'comlink';
import { generateShapes, type ShapesRequest } from './shapes.ts';

const api = {
  generate(request: ShapesRequest) {
    const images = generateShapes(request);
    return transfer(images, [images.pixels.buffer, images.labels.buffer]);
  },
};
export type ShapesWorkerApi = typeof api;

expose(api);
