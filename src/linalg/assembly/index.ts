export { multiply, multiplyScratch } from './multiply';
export { applyReflectors, tridiagonalise, tridiagonalScratch } from './tridiagonal';
