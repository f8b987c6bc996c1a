export {
  blockReflectors,
  panelColumns,
  products,
  scratchBytes,
  unitRows,
  updateRest,
  vectorParts,
} from './panels';
export { symmetricTimesVector, tridiagonalColumn, tridiagonalWeights } from './tridiagonal';
export {
  bidiagonalColumn,
  bidiagonalRow,
  bidiagonalWeights,
  matrixTimesVector,
  vectorTimesMatrix,
} from './bidiagonal';
export { applyBlocks, blockFactors } from './reflectors';
export { triangularBlock } from './triangular';
export { exactWeights, rankOneVectors, secularRoots, stripPoles } from './rankOne';
