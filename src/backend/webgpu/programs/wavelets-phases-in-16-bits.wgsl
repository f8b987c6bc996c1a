// wavelets plain true 1,2,6,4,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> phase: array<i32>;

fn reflected(q: i32, n: i32) -> i32 {
  if (n == 1) { return 0; }
  let period = 2 * (n - 1);
  let m = (q + 2 * period) % period;
  return select(period - m, m, m < n);
}
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * 65535u + group.x) * 256u + local;
  if (i >= 36u) { return; }
  
  
  let channel = i % 3u;
  let position = i / 3u;
  let oy = i32(position / 2u % 3u) * 2 - 2;
  let ox = i32(position % 2u) * 2 - 2;
  let r0 = u32(reflected(oy + 0, 6)) * 12u + channel; let s0 = u32(reflected(ox + 0, 4)) * 3u;
  let r1 = u32(reflected(oy + 1, 6)) * 12u + channel; let s1 = u32(reflected(ox + 1, 4)) * 3u;
  let r2 = u32(reflected(oy + 2, 6)) * 12u + channel; let s2 = u32(reflected(ox + 2, 4)) * 3u;
  let r3 = u32(reflected(oy + 3, 6)) * 12u + channel; let s3 = u32(reflected(ox + 3, 4)) * 3u;
  let r4 = u32(reflected(oy + 4, 6)) * 12u + channel; let s4 = u32(reflected(ox + 4, 4)) * 3u;
  var v = 0.0;
  let f = position / 6u * 72u;
  var f0 = 0.0; var f1 = 0.0; var f2 = 0.0; var f3 = 0.0; var f4 = 0.0; var f5 = 0.0; var f6 = 0.0; var f7 = 0.0; var f8 = 0.0;
  v = x[f + r0 + s0]; f0 = fma(0.00048006456927396357f, v, f0); f1 = fma(0.0003639023343566805f, v, f1); f2 = fma(-0.00008446804713457823f, v, f2); f3 = fma(0.00039835102506913245f, v, f3); f4 = fma(-0.00008446804713457823f, v, f4); f5 = fma(-0.00017857349303085357f, v, f5); f6 = fma(0.00048006456927396357f, v, f6);  f8 = fma(-0.00048006456927396357f, v, f8);
  v = x[f + r0 + s1]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(0.0005590847576968372f, v, f1); f2 = fma(-0.000880177307408303f, v, f2); f3 = fma(-0.001327404985204339f, v, f3); f4 = fma(-0.004417399410158396f, v, f4); f5 = fma(0.004799396265298128f, v, f5); f6 = fma(0.005002387799322605f, v, f6); f7 = fma(-0.004979696124792099f, v, f7); f8 = fma(0.0035372222773730755f, v, f8);
  v = x[f + r0 + s2]; f0 = fma(0.010926218703389168f, v, f0); f1 = fma(-0.012588207609951496f, v, f1); f2 = fma(-0.0019224839052185416f, v, f2); f3 = fma(-0.012588207609951496f, v, f3); f4 = fma(0.009003735147416592f, v, f4); f5 = fma(0.002069624373689294f, v, f5); f6 = fma(0.010926218703389168f, v, f6); f7 = fma(0.002069624373689294f, v, f7); 
  v = x[f + r0 + s3]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(-0.001327404985204339f, v, f1); f2 = fma(-0.000880177307408303f, v, f2); f3 = fma(0.0005590847576968372f, v, f3); f4 = fma(-0.004417399410158396f, v, f4); f5 = fma(-0.004979696124792099f, v, f5); f6 = fma(0.005002387799322605f, v, f6); f7 = fma(0.004799396265298128f, v, f7); f8 = fma(-0.0035372222773730755f, v, f8);
  v = x[f + r0 + s4]; f0 = fma(0.00048006456927396357f, v, f0); f1 = fma(0.00039835102506913245f, v, f1); f2 = fma(-0.00008446804713457823f, v, f2); f3 = fma(0.0003639023343566805f, v, f3); f4 = fma(-0.00008446804713457823f, v, f4);  f6 = fma(0.00048006456927396357f, v, f6); f7 = fma(-0.00017857349303085357f, v, f7); f8 = fma(0.00048006456927396357f, v, f8);
  v = x[f + r1 + s0]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(0.0005590847576968372f, v, f1); f2 = fma(-0.004417399410158396f, v, f2); f3 = fma(-0.001327404985204339f, v, f3); f4 = fma(-0.000880177307408303f, v, f4); f5 = fma(0.004799396265298128f, v, f5); f6 = fma(-0.0035372222773730755f, v, f6); f7 = fma(0.004979696124792099f, v, f7); f8 = fma(-0.005002387799322605f, v, f8);
  v = x[f + r1 + s1]; f0 = fma(0.05212607607245445f, v, f0); f1 = fma(-0.06005498021841049f, v, f1); f2 = fma(-0.04603036120533943f, v, f2); f3 = fma(0.04325350746512413f, v, f3); f4 = fma(-0.04603036120533943f, v, f4); f5 = fma(0.009873625822365284f, v, f5); f6 = fma(-0.0368587002158165f, v, f6);  f8 = fma(0.0368587002158165f, v, f8);
  v = x[f + r1 + s2]; f0 = fma(0.113853819668293f, v, f0); f1 = fma(-0.030211597681045532f, v, f1); f2 = fma(-0.10053955018520355f, v, f2); f3 = fma(-0.030211597681045532f, v, f3); f4 = fma(0.09382107108831406f, v, f4); f5 = fma(-0.11333736032247543f, v, f5); f6 = fma(-0.0805068090558052f, v, f6); f7 = fma(-0.11333736032247543f, v, f7); 
  v = x[f + r1 + s3]; f0 = fma(0.05212607607245445f, v, f0); f1 = fma(0.04325350746512413f, v, f1); f2 = fma(-0.04603036120533943f, v, f2); f3 = fma(-0.06005498021841049f, v, f3); f4 = fma(-0.04603036120533943f, v, f4);  f6 = fma(-0.0368587002158165f, v, f6); f7 = fma(0.009873625822365284f, v, f7); f8 = fma(-0.0368587002158165f, v, f8);
  v = x[f + r1 + s4]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(-0.001327404985204339f, v, f1); f2 = fma(-0.004417399410158396f, v, f2); f3 = fma(0.0005590847576968372f, v, f3); f4 = fma(-0.000880177307408303f, v, f4); f5 = fma(0.004979696124792099f, v, f5); f6 = fma(-0.0035372222773730755f, v, f6); f7 = fma(0.004799396265298128f, v, f7); f8 = fma(0.005002387799322605f, v, f8);
  v = x[f + r2 + s0]; f0 = fma(0.010926218703389168f, v, f0); f1 = fma(-0.012588207609951496f, v, f1); f2 = fma(0.009003735147416592f, v, f2); f3 = fma(-0.012588207609951496f, v, f3); f4 = fma(-0.0019224839052185416f, v, f4); f5 = fma(0.002069624373689294f, v, f5);  f7 = fma(-0.002069624373689294f, v, f7); f8 = fma(-0.010926218703389168f, v, f8);
  v = x[f + r2 + s1]; f0 = fma(0.113853819668293f, v, f0); f1 = fma(-0.030211597681045532f, v, f1); f2 = fma(0.09382107108831406f, v, f2); f3 = fma(-0.030211597681045532f, v, f3); f4 = fma(-0.10053955018520355f, v, f4); f5 = fma(-0.11333736032247543f, v, f5);  f7 = fma(0.11333736032247543f, v, f7); f8 = fma(0.0805068090558052f, v, f8);
  v = x[f + r2 + s2]; f0 = fma(0.24867959320545197f, v, f0); f1 = fma(0.20635093748569489f, v, f1); f2 = fma(0.2049240618944168f, v, f2); f3 = fma(0.20635093748569489f, v, f3); f4 = fma(0.2049240618944168f, v, f4);    
  v = x[f + r2 + s3]; f0 = fma(0.113853819668293f, v, f0); f1 = fma(-0.030211597681045532f, v, f1); f2 = fma(0.09382107108831406f, v, f2); f3 = fma(-0.030211597681045532f, v, f3); f4 = fma(-0.10053955018520355f, v, f4); f5 = fma(0.11333736032247543f, v, f5);  f7 = fma(-0.11333736032247543f, v, f7); f8 = fma(-0.0805068090558052f, v, f8);
  v = x[f + r2 + s4]; f0 = fma(0.010926218703389168f, v, f0); f1 = fma(-0.012588207609951496f, v, f1); f2 = fma(0.009003735147416592f, v, f2); f3 = fma(-0.012588207609951496f, v, f3); f4 = fma(-0.0019224839052185416f, v, f4); f5 = fma(-0.002069624373689294f, v, f5);  f7 = fma(0.002069624373689294f, v, f7); f8 = fma(0.010926218703389168f, v, f8);
  v = x[f + r3 + s0]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(-0.001327404985204339f, v, f1); f2 = fma(-0.004417399410158396f, v, f2); f3 = fma(0.0005590847576968372f, v, f3); f4 = fma(-0.000880177307408303f, v, f4); f5 = fma(-0.004979696124792099f, v, f5); f6 = fma(0.0035372222773730755f, v, f6); f7 = fma(-0.004799396265298128f, v, f7); f8 = fma(-0.005002387799322605f, v, f8);
  v = x[f + r3 + s1]; f0 = fma(0.05212607607245445f, v, f0); f1 = fma(0.04325350746512413f, v, f1); f2 = fma(-0.04603036120533943f, v, f2); f3 = fma(-0.06005498021841049f, v, f3); f4 = fma(-0.04603036120533943f, v, f4);  f6 = fma(0.0368587002158165f, v, f6); f7 = fma(-0.009873625822365284f, v, f7); f8 = fma(0.0368587002158165f, v, f8);
  v = x[f + r3 + s2]; f0 = fma(0.113853819668293f, v, f0); f1 = fma(-0.030211597681045532f, v, f1); f2 = fma(-0.10053955018520355f, v, f2); f3 = fma(-0.030211597681045532f, v, f3); f4 = fma(0.09382107108831406f, v, f4); f5 = fma(0.11333736032247543f, v, f5); f6 = fma(0.0805068090558052f, v, f6); f7 = fma(0.11333736032247543f, v, f7); 
  v = x[f + r3 + s3]; f0 = fma(0.05212607607245445f, v, f0); f1 = fma(-0.06005498021841049f, v, f1); f2 = fma(-0.04603036120533943f, v, f2); f3 = fma(0.04325350746512413f, v, f3); f4 = fma(-0.04603036120533943f, v, f4); f5 = fma(-0.009873625822365284f, v, f5); f6 = fma(0.0368587002158165f, v, f6);  f8 = fma(-0.0368587002158165f, v, f8);
  v = x[f + r3 + s4]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(0.0005590847576968372f, v, f1); f2 = fma(-0.004417399410158396f, v, f2); f3 = fma(-0.001327404985204339f, v, f3); f4 = fma(-0.000880177307408303f, v, f4); f5 = fma(-0.004799396265298128f, v, f5); f6 = fma(0.0035372222773730755f, v, f6); f7 = fma(-0.004979696124792099f, v, f7); f8 = fma(0.005002387799322605f, v, f8);
  v = x[f + r4 + s0]; f0 = fma(0.00048006456927396357f, v, f0); f1 = fma(0.00039835102506913245f, v, f1); f2 = fma(-0.00008446804713457823f, v, f2); f3 = fma(0.0003639023343566805f, v, f3); f4 = fma(-0.00008446804713457823f, v, f4);  f6 = fma(-0.00048006456927396357f, v, f6); f7 = fma(0.00017857349303085357f, v, f7); f8 = fma(-0.00048006456927396357f, v, f8);
  v = x[f + r4 + s1]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(-0.001327404985204339f, v, f1); f2 = fma(-0.000880177307408303f, v, f2); f3 = fma(0.0005590847576968372f, v, f3); f4 = fma(-0.004417399410158396f, v, f4); f5 = fma(0.004979696124792099f, v, f5); f6 = fma(-0.005002387799322605f, v, f6); f7 = fma(-0.004799396265298128f, v, f7); f8 = fma(0.0035372222773730755f, v, f8);
  v = x[f + r4 + s2]; f0 = fma(0.010926218703389168f, v, f0); f1 = fma(-0.012588207609951496f, v, f1); f2 = fma(-0.0019224839052185416f, v, f2); f3 = fma(-0.012588207609951496f, v, f3); f4 = fma(0.009003735147416592f, v, f4); f5 = fma(-0.002069624373689294f, v, f5); f6 = fma(-0.010926218703389168f, v, f6); f7 = fma(-0.002069624373689294f, v, f7); 
  v = x[f + r4 + s3]; f0 = fma(0.005002387799322605f, v, f0); f1 = fma(0.0005590847576968372f, v, f1); f2 = fma(-0.000880177307408303f, v, f2); f3 = fma(-0.001327404985204339f, v, f3); f4 = fma(-0.004417399410158396f, v, f4); f5 = fma(-0.004799396265298128f, v, f5); f6 = fma(-0.005002387799322605f, v, f6); f7 = fma(0.004979696124792099f, v, f7); f8 = fma(-0.0035372222773730755f, v, f8);
  v = x[f + r4 + s4]; f0 = fma(0.00048006456927396357f, v, f0); f1 = fma(0.0003639023343566805f, v, f1); f2 = fma(-0.00008446804713457823f, v, f2); f3 = fma(0.00039835102506913245f, v, f3); f4 = fma(-0.00008446804713457823f, v, f4); f5 = fma(0.00017857349303085357f, v, f5); f6 = fma(-0.00048006456927396357f, v, f6);  f8 = fma(0.00048006456927396357f, v, f8);
  y[position * 15u + channel] = f0;
  
  let m0 = sqrt(f1 * f1 + f5 * f5);
  let n0 = select(0.0, 1.0 / m0, m0 > 0.0);
  y[position * 15u + 3u + 4u * channel + 0u] = m0;
  phase[position * 12u + 4u * channel + 0u] = bitcast<i32>(pack2x16float(vec2f(f1, f5) * n0));
  let m1 = sqrt(f2 * f2 + f6 * f6);
  let n1 = select(0.0, 1.0 / m1, m1 > 0.0);
  y[position * 15u + 3u + 4u * channel + 1u] = m1;
  phase[position * 12u + 4u * channel + 1u] = bitcast<i32>(pack2x16float(vec2f(f2, f6) * n1));
  let m2 = sqrt(f3 * f3 + f7 * f7);
  let n2 = select(0.0, 1.0 / m2, m2 > 0.0);
  y[position * 15u + 3u + 4u * channel + 2u] = m2;
  phase[position * 12u + 4u * channel + 2u] = bitcast<i32>(pack2x16float(vec2f(f3, f7) * n2));
  let m3 = sqrt(f4 * f4 + f8 * f8);
  let n3 = select(0.0, 1.0 / m3, m3 > 0.0);
  y[position * 15u + 3u + 4u * channel + 3u] = m3;
  phase[position * 12u + 4u * channel + 3u] = bitcast<i32>(pack2x16float(vec2f(f4, f8) * n3));
}

// wavelets gradient plain true 1,2,6,4,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> phase: array<i32>;
@group(0) @binding(2) var<storage, read> taps: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

fn reflected(q: i32, n: i32) -> i32 {
  if (n == 1) { return 0; }
  let period = 2 * (n - 1);
  let m = (q + 2 * period) % period;
  return select(period - m, m, m < n);
}
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * 65535u + group.x) * 256u + local;
  if (i >= 144u) { return; }
  
  let channel = i % 3u;
  let py = i32(i / 12u % 6u);
  let px = i32(i / 3u % 4u);
  let image = i / 72u;
  let base = image * 6u;
  var total = 0.0;
  for (var ky = 0; ky < 3; ky++) {
    let qy = select(select(2 * 5 - py, -py, ky == 1), py, ky == 0);
    if (!((ky == 0 || (ky == 1 && py >= 1 && py <= 2) || (ky == 2 && py <= 4 && qy <= 7)))) { continue; }
    for (var kx = 0; kx < 8; kx++) {
      let qx = kx - 2;
      if (!(reflected(qx, 4) == px)) { continue; }
      for (var ty = 0; ty < 5; ty++) {
        let sy = qy + 2 - ty;
        if (sy < 0 || sy % 2 != 0 || sy / 2 >= 3) { continue; }
        for (var tx = 0; tx < 5; tx++) {
          let sx = qx + 2 - tx;
          if (sx < 0 || sx % 2 != 0 || sx / 2 >= 2) { continue; }
          let position = base + u32(sy / 2 * 2 + sx / 2);
          let tap = u32(ty * 5 + tx);
          
          let begin = position * 15u;
          total = fma(dy[begin + channel], taps[tap], total);
          for (var k = 0u; k < 4u; k++) {
            let g = dy[begin + 3u + 4u * channel + k];
            let p = unpack2x16float(bitcast<u32>(phase[position * 12u + 4u * channel + k]));
            total = fma(g, p.x * taps[(1u + k) * 25u + tap] + p.y * taps[(5u + k) * 25u + tap], total);
          }
        }
      }
    }
  }
  dx[i] = total;
}
