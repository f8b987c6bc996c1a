// complex wavelets plain 1 1,2,6,4,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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
  
  let image = i / 18u;
  
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
  let a = ((image / 2u * 1u + 0u) * 2u + image % 2u) * 72u;
  var a0 = 0.0; var a1 = 0.0; var a2 = 0.0; var a3 = 0.0; var a4 = 0.0; var a5 = 0.0; var a6 = 0.0; var a7 = 0.0; var a8 = 0.0;
  v = x[a + r0 + s0]; a0 = fma(0.00048006456927396357f, v, a0); a1 = fma(0.0003639023343566805f, v, a1); a2 = fma(-0.00008446804713457823f, v, a2); a3 = fma(0.00039835102506913245f, v, a3); a4 = fma(-0.00008446804713457823f, v, a4); a5 = fma(-0.00017857349303085357f, v, a5); a6 = fma(0.00048006456927396357f, v, a6);  a8 = fma(-0.00048006456927396357f, v, a8);
  v = x[a + r0 + s1]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(0.0005590847576968372f, v, a1); a2 = fma(-0.000880177307408303f, v, a2); a3 = fma(-0.001327404985204339f, v, a3); a4 = fma(-0.004417399410158396f, v, a4); a5 = fma(0.004799396265298128f, v, a5); a6 = fma(0.005002387799322605f, v, a6); a7 = fma(-0.004979696124792099f, v, a7); a8 = fma(0.0035372222773730755f, v, a8);
  v = x[a + r0 + s2]; a0 = fma(0.010926218703389168f, v, a0); a1 = fma(-0.012588207609951496f, v, a1); a2 = fma(-0.0019224839052185416f, v, a2); a3 = fma(-0.012588207609951496f, v, a3); a4 = fma(0.009003735147416592f, v, a4); a5 = fma(0.002069624373689294f, v, a5); a6 = fma(0.010926218703389168f, v, a6); a7 = fma(0.002069624373689294f, v, a7); 
  v = x[a + r0 + s3]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(-0.001327404985204339f, v, a1); a2 = fma(-0.000880177307408303f, v, a2); a3 = fma(0.0005590847576968372f, v, a3); a4 = fma(-0.004417399410158396f, v, a4); a5 = fma(-0.004979696124792099f, v, a5); a6 = fma(0.005002387799322605f, v, a6); a7 = fma(0.004799396265298128f, v, a7); a8 = fma(-0.0035372222773730755f, v, a8);
  v = x[a + r0 + s4]; a0 = fma(0.00048006456927396357f, v, a0); a1 = fma(0.00039835102506913245f, v, a1); a2 = fma(-0.00008446804713457823f, v, a2); a3 = fma(0.0003639023343566805f, v, a3); a4 = fma(-0.00008446804713457823f, v, a4);  a6 = fma(0.00048006456927396357f, v, a6); a7 = fma(-0.00017857349303085357f, v, a7); a8 = fma(0.00048006456927396357f, v, a8);
  v = x[a + r1 + s0]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(0.0005590847576968372f, v, a1); a2 = fma(-0.004417399410158396f, v, a2); a3 = fma(-0.001327404985204339f, v, a3); a4 = fma(-0.000880177307408303f, v, a4); a5 = fma(0.004799396265298128f, v, a5); a6 = fma(-0.0035372222773730755f, v, a6); a7 = fma(0.004979696124792099f, v, a7); a8 = fma(-0.005002387799322605f, v, a8);
  v = x[a + r1 + s1]; a0 = fma(0.05212607607245445f, v, a0); a1 = fma(-0.06005498021841049f, v, a1); a2 = fma(-0.04603036120533943f, v, a2); a3 = fma(0.04325350746512413f, v, a3); a4 = fma(-0.04603036120533943f, v, a4); a5 = fma(0.009873625822365284f, v, a5); a6 = fma(-0.0368587002158165f, v, a6);  a8 = fma(0.0368587002158165f, v, a8);
  v = x[a + r1 + s2]; a0 = fma(0.113853819668293f, v, a0); a1 = fma(-0.030211597681045532f, v, a1); a2 = fma(-0.10053955018520355f, v, a2); a3 = fma(-0.030211597681045532f, v, a3); a4 = fma(0.09382107108831406f, v, a4); a5 = fma(-0.11333736032247543f, v, a5); a6 = fma(-0.0805068090558052f, v, a6); a7 = fma(-0.11333736032247543f, v, a7); 
  v = x[a + r1 + s3]; a0 = fma(0.05212607607245445f, v, a0); a1 = fma(0.04325350746512413f, v, a1); a2 = fma(-0.04603036120533943f, v, a2); a3 = fma(-0.06005498021841049f, v, a3); a4 = fma(-0.04603036120533943f, v, a4);  a6 = fma(-0.0368587002158165f, v, a6); a7 = fma(0.009873625822365284f, v, a7); a8 = fma(-0.0368587002158165f, v, a8);
  v = x[a + r1 + s4]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(-0.001327404985204339f, v, a1); a2 = fma(-0.004417399410158396f, v, a2); a3 = fma(0.0005590847576968372f, v, a3); a4 = fma(-0.000880177307408303f, v, a4); a5 = fma(0.004979696124792099f, v, a5); a6 = fma(-0.0035372222773730755f, v, a6); a7 = fma(0.004799396265298128f, v, a7); a8 = fma(0.005002387799322605f, v, a8);
  v = x[a + r2 + s0]; a0 = fma(0.010926218703389168f, v, a0); a1 = fma(-0.012588207609951496f, v, a1); a2 = fma(0.009003735147416592f, v, a2); a3 = fma(-0.012588207609951496f, v, a3); a4 = fma(-0.0019224839052185416f, v, a4); a5 = fma(0.002069624373689294f, v, a5);  a7 = fma(-0.002069624373689294f, v, a7); a8 = fma(-0.010926218703389168f, v, a8);
  v = x[a + r2 + s1]; a0 = fma(0.113853819668293f, v, a0); a1 = fma(-0.030211597681045532f, v, a1); a2 = fma(0.09382107108831406f, v, a2); a3 = fma(-0.030211597681045532f, v, a3); a4 = fma(-0.10053955018520355f, v, a4); a5 = fma(-0.11333736032247543f, v, a5);  a7 = fma(0.11333736032247543f, v, a7); a8 = fma(0.0805068090558052f, v, a8);
  v = x[a + r2 + s2]; a0 = fma(0.24867959320545197f, v, a0); a1 = fma(0.20635093748569489f, v, a1); a2 = fma(0.2049240618944168f, v, a2); a3 = fma(0.20635093748569489f, v, a3); a4 = fma(0.2049240618944168f, v, a4);    
  v = x[a + r2 + s3]; a0 = fma(0.113853819668293f, v, a0); a1 = fma(-0.030211597681045532f, v, a1); a2 = fma(0.09382107108831406f, v, a2); a3 = fma(-0.030211597681045532f, v, a3); a4 = fma(-0.10053955018520355f, v, a4); a5 = fma(0.11333736032247543f, v, a5);  a7 = fma(-0.11333736032247543f, v, a7); a8 = fma(-0.0805068090558052f, v, a8);
  v = x[a + r2 + s4]; a0 = fma(0.010926218703389168f, v, a0); a1 = fma(-0.012588207609951496f, v, a1); a2 = fma(0.009003735147416592f, v, a2); a3 = fma(-0.012588207609951496f, v, a3); a4 = fma(-0.0019224839052185416f, v, a4); a5 = fma(-0.002069624373689294f, v, a5);  a7 = fma(0.002069624373689294f, v, a7); a8 = fma(0.010926218703389168f, v, a8);
  v = x[a + r3 + s0]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(-0.001327404985204339f, v, a1); a2 = fma(-0.004417399410158396f, v, a2); a3 = fma(0.0005590847576968372f, v, a3); a4 = fma(-0.000880177307408303f, v, a4); a5 = fma(-0.004979696124792099f, v, a5); a6 = fma(0.0035372222773730755f, v, a6); a7 = fma(-0.004799396265298128f, v, a7); a8 = fma(-0.005002387799322605f, v, a8);
  v = x[a + r3 + s1]; a0 = fma(0.05212607607245445f, v, a0); a1 = fma(0.04325350746512413f, v, a1); a2 = fma(-0.04603036120533943f, v, a2); a3 = fma(-0.06005498021841049f, v, a3); a4 = fma(-0.04603036120533943f, v, a4);  a6 = fma(0.0368587002158165f, v, a6); a7 = fma(-0.009873625822365284f, v, a7); a8 = fma(0.0368587002158165f, v, a8);
  v = x[a + r3 + s2]; a0 = fma(0.113853819668293f, v, a0); a1 = fma(-0.030211597681045532f, v, a1); a2 = fma(-0.10053955018520355f, v, a2); a3 = fma(-0.030211597681045532f, v, a3); a4 = fma(0.09382107108831406f, v, a4); a5 = fma(0.11333736032247543f, v, a5); a6 = fma(0.0805068090558052f, v, a6); a7 = fma(0.11333736032247543f, v, a7); 
  v = x[a + r3 + s3]; a0 = fma(0.05212607607245445f, v, a0); a1 = fma(-0.06005498021841049f, v, a1); a2 = fma(-0.04603036120533943f, v, a2); a3 = fma(0.04325350746512413f, v, a3); a4 = fma(-0.04603036120533943f, v, a4); a5 = fma(-0.009873625822365284f, v, a5); a6 = fma(0.0368587002158165f, v, a6);  a8 = fma(-0.0368587002158165f, v, a8);
  v = x[a + r3 + s4]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(0.0005590847576968372f, v, a1); a2 = fma(-0.004417399410158396f, v, a2); a3 = fma(-0.001327404985204339f, v, a3); a4 = fma(-0.000880177307408303f, v, a4); a5 = fma(-0.004799396265298128f, v, a5); a6 = fma(0.0035372222773730755f, v, a6); a7 = fma(-0.004979696124792099f, v, a7); a8 = fma(0.005002387799322605f, v, a8);
  v = x[a + r4 + s0]; a0 = fma(0.00048006456927396357f, v, a0); a1 = fma(0.00039835102506913245f, v, a1); a2 = fma(-0.00008446804713457823f, v, a2); a3 = fma(0.0003639023343566805f, v, a3); a4 = fma(-0.00008446804713457823f, v, a4);  a6 = fma(-0.00048006456927396357f, v, a6); a7 = fma(0.00017857349303085357f, v, a7); a8 = fma(-0.00048006456927396357f, v, a8);
  v = x[a + r4 + s1]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(-0.001327404985204339f, v, a1); a2 = fma(-0.000880177307408303f, v, a2); a3 = fma(0.0005590847576968372f, v, a3); a4 = fma(-0.004417399410158396f, v, a4); a5 = fma(0.004979696124792099f, v, a5); a6 = fma(-0.005002387799322605f, v, a6); a7 = fma(-0.004799396265298128f, v, a7); a8 = fma(0.0035372222773730755f, v, a8);
  v = x[a + r4 + s2]; a0 = fma(0.010926218703389168f, v, a0); a1 = fma(-0.012588207609951496f, v, a1); a2 = fma(-0.0019224839052185416f, v, a2); a3 = fma(-0.012588207609951496f, v, a3); a4 = fma(0.009003735147416592f, v, a4); a5 = fma(-0.002069624373689294f, v, a5); a6 = fma(-0.010926218703389168f, v, a6); a7 = fma(-0.002069624373689294f, v, a7); 
  v = x[a + r4 + s3]; a0 = fma(0.005002387799322605f, v, a0); a1 = fma(0.0005590847576968372f, v, a1); a2 = fma(-0.000880177307408303f, v, a2); a3 = fma(-0.001327404985204339f, v, a3); a4 = fma(-0.004417399410158396f, v, a4); a5 = fma(-0.004799396265298128f, v, a5); a6 = fma(-0.005002387799322605f, v, a6); a7 = fma(0.004979696124792099f, v, a7); a8 = fma(-0.0035372222773730755f, v, a8);
  v = x[a + r4 + s4]; a0 = fma(0.00048006456927396357f, v, a0); a1 = fma(0.0003639023343566805f, v, a1); a2 = fma(-0.00008446804713457823f, v, a2); a3 = fma(0.00039835102506913245f, v, a3); a4 = fma(-0.00008446804713457823f, v, a4); a5 = fma(0.00017857349303085357f, v, a5); a6 = fma(-0.00048006456927396357f, v, a6);  a8 = fma(0.00048006456927396357f, v, a8);
  let real = ((image / 2u * 4u + image % 2u) * 6u + position % 6u) * 30u;
  let imaginary = real + 360u;
  let low = 0.0;
  y[real + channel] = a0;
  y[real + 15u + channel] = sqrt(a0 * a0 + low * low);
  y[imaginary + channel] = low;
  y[imaginary + 15u + channel] = 0.0;
  
  let re0 = a1;
  let im0 = a5;
  y[real + 3u + 4u * channel] = re0;
  y[real + 18u + 4u * channel] = sqrt(re0 * re0 + im0 * im0);
  y[imaginary + 3u + 4u * channel] = im0;
  y[imaginary + 18u + 4u * channel] = 0.0;
  let re1 = a2;
  let im1 = a6;
  y[real + 4u + 4u * channel] = re1;
  y[real + 19u + 4u * channel] = sqrt(re1 * re1 + im1 * im1);
  y[imaginary + 4u + 4u * channel] = im1;
  y[imaginary + 19u + 4u * channel] = 0.0;
  let re2 = a3;
  let im2 = a7;
  y[real + 5u + 4u * channel] = re2;
  y[real + 20u + 4u * channel] = sqrt(re2 * re2 + im2 * im2);
  y[imaginary + 5u + 4u * channel] = im2;
  y[imaginary + 20u + 4u * channel] = 0.0;
  let re3 = a4;
  let im3 = a8;
  y[real + 6u + 4u * channel] = re3;
  y[real + 21u + 4u * channel] = sqrt(re3 * re3 + im3 * im3);
  y[imaginary + 6u + 4u * channel] = im3;
  y[imaginary + 21u + 4u * channel] = 0.0;
}

// complex wavelets phase gradient 1,4,3,2,30: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> g: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * 65535u + group.x) * 256u + local;
  if (i >= 180u) { return; }
  
  let net = i / 180u;
  let inside = i % 180u;
  let real = net * 720u + inside / 15u * 30u + inside % 15u;
  let modulus = y[real + 15u];
  let along = dy[real + 15u] * select(0.0, 1.0 / modulus, modulus > 0.0);
  let to = net * 360u + inside;
  g[to] = fma(along, y[real], dy[real]);
  g[to + 180u] = fma(along, y[real + 360u], dy[real + 360u]);
}

// complex wavelets gradient plain 1 1,2,6,4,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read> taps: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

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
  let base = (image / 2u * 4u + image % 2u) * 6u;
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
          total = fma(g[begin + 0u + channel], taps[tap], total);
          for (var k = 0u; k < 4u; k++) {
            let p = begin + 3u + 4u * channel + k;
            total = fma(g[p + 0u], taps[(1u + k) * 25u + tap], total);
            total = fma(g[p + 180u], taps[(5u + k) * 25u + tap], total);
          }
        }
      }
    }
  }
  dx[i] = total;
}
