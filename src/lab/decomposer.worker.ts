import { expose } from 'comlink';
import { giveWayTo } from '../backend/simd/threads.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { keepToOwnScripts } from './strict.ts';

keepToOwnScripts();

// Decompositions in a thread of their own, so that training goes on beside them.
const api = { ...inlineDecomposer, giveWayTo };
export type DecomposerApi = typeof api;

expose(api);
