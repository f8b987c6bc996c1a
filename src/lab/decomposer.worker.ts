import './strict.ts';
import { expose } from 'comlink';
import { inlineDecomposer } from '../rainbow/decomposer.ts';

// Decompositions in a thread of their own, so that training goes on beside them.
expose(inlineDecomposer);
