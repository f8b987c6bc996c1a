/**
 * TypeScript module by which kernels are called, from the text of the declarations that the AssemblyScript
 * compiler writes of a compiled module. Kernels, which begin with (from, to, scratch), and functions of
 * several arguments take their arguments by name, so that the type checker finds one that is missing or
 * misspelt, and order cannot be wrong.
 *
 * @throws Error where the declarations hold no function, or one that takes or returns something else than
 *   numbers
 */
export function kernelModule(declarations) {
  const functions = [...declarations.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export function (\w+)\(/g)].map(
    ([, comment, name]) => ({
      name,
      parameters: [...comment.matchAll(/@param (\w+) `(\w+)`/g)].map(([, own, type]) => ({
        name: own,
        type,
      })),
      result: /@returns `(\w+)`/.exec(comment)?.[1] ?? 'void',
    }),
  );
  if (!functions.length) throw new Error('the compiler’s declarations hold no function');
  const kernels = functions.filter(isKernel);
  const others = functions.filter((f) => !isKernel(f));
  const types = new Set(functions.flatMap((f) => [...f.parameters.map((p) => p.type), f.result]));
  types.delete('void');
  for (const type of types)
    if (!NUMBERS.has(type))
      throw new Error(`a function takes or returns ${type}, which JavaScript has no number for`);
  return `// Made by scripts/build-kernels.mjs from what the AssemblyScript compiler declares of ../assembly; do not edit.

${[...types].map((type) => `type ${type} = number;`).join('\n')}

/** The functions of the compiled module. */
export interface Exports {
${functions.map((f) => `  ${f.name}(${listed(f.parameters, ', ')}): ${f.result};`).join('\n')}
}

/** What each kernel is told, beside its range of units and its scratch memory. */
export interface KernelArguments {
${kernels.map((f) => `  ${f.name}: { ${listed(own(f), '; ')} };`).join('\n')}
}

/** A kernel's arguments in the order in which it takes them. */
export const inOrder: { [K in keyof KernelArguments]: (x: KernelArguments[K]) => number[] } = {
${kernels.map((f) => `  ${f.name}: (x) => [${read(own(f))}],`).join('\n')}
};

/** The kernels over a range of units. */
export const kernelsOf = (
  exports: Exports,
): { [K in keyof KernelArguments]: (from: i32, to: i32, scratch: usize, x: KernelArguments[K]) => void } => ({
${kernels.map((f) => `  ${f.name}: (from, to, scratch, x) => exports.${f.name}(from, to, scratch, ${read(own(f))}),`).join('\n')}
});

/** The functions that are no kernels; those of several arguments take them by name. */
export const functionsOf = (exports: Exports) => ({
${others.map((f) => `  ${f.name}: ${byName(f)},`).join('\n')}
});
`;
}

const NUMBERS = new Set(['i32', 'u32', 'usize', 'f32', 'f64']);
const RANGE = ['from', 'to', 'scratch'];
const isKernel = ({ parameters }) => RANGE.every((name, i) => parameters[i]?.name === name);
/** A kernel's parameters after the range and the scratch memory. */
const own = ({ parameters }) => parameters.slice(RANGE.length);
const listed = (parameters, separator) =>
  parameters.map(({ name, type }) => `${name}: ${type}`).join(separator);
const read = (parameters) => parameters.map(({ name }) => `x.${name}`).join(', ');
const byName = ({ name, parameters }) =>
  parameters.length < 2
    ? `exports.${name}`
    : `(x: { ${listed(parameters, '; ')} }) => exports.${name}(${read(parameters)})`;
