import { symmetricEigen, symmetricEigenvalues } from '../src/linalg/symmetricEigen.ts';
import { svd } from '../src/linalg/svd.ts';
for (const n of [128, 256, 512, 1024, 2048]) {
  const x = Float64Array.from({length:n*n},(_, i)=>Math.sin(i*12.9898)*43758.5453%1); const a = x.map((v,i)=>v+x[(i%n)*n+Math.floor(i/n)]);
  const med=(f:()=>void,r:number)=>{const t:number[]=[];for(let i=0;i<r;i++){const s=performance.now();f();t.push(performance.now()-s);}return t.sort((p,q)=>p-q)[r>>1];};
  const r = n>1000?3:7;
  console.log(n, 'vectors', med(()=>{symmetricEigen(a,n)},r).toFixed(1), 'values', med(()=>{symmetricEigenvalues(a,n)},r).toFixed(1));
}
